package dev.mayfly.contracts.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By elapsed time, whatever clocks show.
 *
 * @param every whole seconds
 * @param start null: the epoch
 */
record EveryTimes(Duration every, @Nullable Instant start) implements DueTimes {
  @Override
  public Optional<Instant> next(Instant after) {
    return Optional.of(atOrBefore(after).plus(every));
  }

  @Override
  public Optional<Instant> previous(Instant before) {
    Instant due = atOrBefore(before);
    return Optional.of(due.isBefore(before) ? due : due.minus(every));
  }

  private Instant atOrBefore(Instant time) {
    Instant anchor = start == null ? Instant.EPOCH : start;
    // the seconds of a duration are rounded down, below 0 too
    long passed = Duration.between(anchor, time).toSeconds();
    return anchor.plusSeconds(passed - Math.floorMod(passed, every.toSeconds()));
  }
}
