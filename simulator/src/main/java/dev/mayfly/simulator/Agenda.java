package dev.mayfly.simulator;

import dev.mayfly.testkit.log.SettableClock;
import java.time.Instant;
import java.util.PriorityQueue;

/** What will happen, in virtual time; what falls together comes in an order that the seed gives. */
final class Agenda {
  static final Instant BEGINNING = Instant.parse("2026-03-01T10:00:00Z");
  static final long SECOND = 1000;
  static final long MINUTE = 60 * SECOND;

  private final Chance chance;
  private final SettableClock clock = new SettableClock(BEGINNING);
  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long now;
  private long number;

  private record Entry(long at, int tie, long number, Runnable action)
      implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(at, other.at);
      int byTie = byTime != 0 ? byTime : Integer.compare(tie, other.tie);
      return byTie != 0 ? byTie : Long.compare(number, other.number);
    }
  }

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
