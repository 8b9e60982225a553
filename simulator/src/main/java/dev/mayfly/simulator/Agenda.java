package dev.mayfly.simulator;

import dev.mayfly.testkit.log.SettableClock;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What will happen, in virtual time; what falls together comes in an order that the seed gives. */
final class Agenda {
  static final Instant BEGINNING = Instant.parse("2026-03-01T10:00:00Z");
  static final long SECOND = 1000;
  static final long MINUTE = 60 * SECOND;

  private final Chance chance;
  private final SettableClock clock = new SettableClock(BEGINNING);
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(
          Comparator.comparingLong(Entry::at)
              .thenComparing(Entry::tie)
              .thenComparing(Entry::number));
  private long now;
  private long number;

  private record Entry(long at, int tie, long number, Runnable action) {}

  Agenda(Chance chance) {
    this.chance = chance;
  }

  SettableClock clock() {
    return clock;
  }

  /** Milliseconds since the beginning. */
  long now() {
    return now;
  }

  void in(long millis, Runnable action) {
    at(now + Math.max(0, millis), action);
  }

  void at(long millis, Runnable action) {
    entries.add(new Entry(Math.max(now, millis), chance.tie(), number++, action));
  }

  /**
   * @return false when nothing is left to happen
   */
  boolean step() {
    Entry next = entries.poll();
    if (next == null) {
      return false;
    }
    if (next.at() != now) {
      now = next.at();
      clock.set(BEGINNING.plusMillis(now));
    }
    next.action().run();
    return true;
  }

  static long millis(Instant at) {
    return at.toEpochMilli() - BEGINNING.toEpochMilli();
  }
}
