package dev.mayfly.engine.streams;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops the service when its clock is far ahead of the broker's: its timers would fire before their
 * time, and runs would be given up that are well.
 */
final class ClockCheck {
  private static final long MOST_AHEAD_MILLIS = 60_000;

  private final FatalExit exit;
  private final AtomicBoolean told = new AtomicBoolean();

  ClockCheck(FatalExit exit) {
    this.exit = exit;
  }

  /** Returns whether the clock may be trusted. */
  boolean compare(long sentMillis, long stampMillis) {
    long ahead = sentMillis - stampMillis;
    if (ahead <= MOST_AHEAD_MILLIS) {
      return true;
    }
    if (told.compareAndSet(false, true)) {
      exit.exit(
          FatalExit.OPERATOR,
          "This host's clock is "
              + ahead / 1000
              + " s ahead of the Kafka broker's (at most "
              + MOST_AHEAD_MILLIS / 1000
              + " s are borne), so its timers would fire too early; set the clocks of both by NTP");
    }
    return false;
  }
}
