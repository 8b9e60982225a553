package dev.mayfly.engine.streams;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Fires timers that are due, as far as they may. After so many at once the records that were
 * fetched meanwhile have their turn.
 */
final class DueTimers {
  static final int MOST_AT_ONCE = 500;

  private final Supplier<Optional<Instant>> earliest;
  private final Predicate<Instant> mayFire;
  private final Runnable fire;
  private boolean recordsFirst;

  /**
   * @param earliest when the earliest timer that is due was due
   * @param mayFire whether one that was due then may fire now
   * @param fire the earliest that is due
   */
  DueTimers(Supplier<Optional<Instant>> earliest, Predicate<Instant> mayFire, Runnable fire) {
    this.earliest = earliest;
    this.mayFire = mayFire;
    this.fire = fire;
  }

  /**
   * @param fetched whether records were fetched and not handled yet
   * @return whether any has fired; those that come after it are asked about anew, soon
   */
  boolean fire(boolean fetched) {
    if (recordsFirst && fetched) {
      return false;
    }
    int fired = 0;
    while (fired < MOST_AT_ONCE && earliest.get().filter(mayFire).isPresent()) {
      fire.run();
      fired++;
    }
    recordsFirst = fired == MOST_AT_ONCE;
    return fired > 0;
  }
}
