package dev.mayfly.engine.streams;

import java.time.Clock;
import java.time.Instant;

/**
 * When a commit is asked for. Nothing is decided during one, so that they are to take no more than
 * a third of the time: what comes alone is committed at once, and under load one commits more
 * (decision 15). Used by the stream thread alone.
 */
final class CommitPace {
  static final long LONGEST_PAUSE_MILLIS = 20;

  private static final int PAUSE_PER_COMMIT = 2;

  private final Clock clock;
  private long begun;
  private long ended;

  CommitPace(Clock clock) {
    this.clock = clock;
  }

  void begins() {
    begun = clock.millis();
  }

  void ended() {
    ended = clock.millis();
  }

  /**
   * @param allHandled whether nothing that was fetched is left that could be committed with it
   */
  boolean isDue(boolean allHandled) {
    long since = clock.millis() - ended;
    boolean clockWasSetBack = since < 0;
    return clockWasSetBack || since >= (allHandled ? pauseMillis() : LONGEST_PAUSE_MILLIS);
  }

  /** From when on it is, with all handled. */
  Instant next() {
    return Instant.ofEpochMilli(ended + pauseMillis());
  }

  private long pauseMillis() {
    long took = Math.max(0, ended - begun);
    return Math.min(took * PAUSE_PER_COMMIT, LONGEST_PAUSE_MILLIS);
  }
}
