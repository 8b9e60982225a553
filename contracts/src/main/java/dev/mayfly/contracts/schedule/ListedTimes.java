package dev.mayfly.contracts.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * @param at in order
 */
record ListedTimes(List<Instant> at) implements DueTimes {
  @Override
  public Optional<Instant> next(Instant after) {
    return at.stream().filter(due -> due.isAfter(after)).findFirst();
  }

  @Override
  public Optional<Instant> previous(Instant before) {
    return at.stream().filter(due -> due.isBefore(before)).reduce((earlier, later) -> later);
  }
}
