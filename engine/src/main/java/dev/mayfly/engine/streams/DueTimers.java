package dev.mayfly.engine.streams;

import dev.mayfly.engine.DueTimer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Fires timers that are due, as far as they may. With many of them and many records, both have
 * their turns: so many timers, then so many records.
 */
final class DueTimers {
  static final int MOST_AT_ONCE = 500;
  static final int RECORDS_BETWEEN = 100;

  private final Supplier<List<DueTimer>> due;
  private final Predicate<DueTimer> mayFire;
  private final Consumer<DueTimer> fire;
  private int recordsFirst;

  /**
   * @param due the earliest of each kind of those that are due
   * @param mayFire whether its inputs have been handled
   */
  DueTimers(Supplier<List<DueTimer>> due, Predicate<DueTimer> mayFire, Consumer<DueTimer> fire) {
    this.due = due;
    this.mayFire = mayFire;
    this.fire = fire;
  }

  void recordHandled() {
    recordsFirst = Math.max(0, recordsFirst - 1);
  }

  /**
   * @param fetched whether records were fetched and not handled yet
   * @return whether any has fired; those that come after it are asked about anew, soon
   */
  boolean fire(boolean fetched) {
    if (recordsFirst > 0 && fetched) {
      return false;
    }
    int fired = 0;
    Optional<DueTimer> next = next();
    while (fired < MOST_AT_ONCE && next.isPresent()) {
      fire.accept(next.get());
      fired++;
      next = next();
    }
    recordsFirst = fired == MOST_AT_ONCE ? RECORDS_BETWEEN : 0;
    return fired > 0;
  }

  private Optional<DueTimer> next() {
    return due.get().stream().filter(mayFire).findFirst();
  }
}
