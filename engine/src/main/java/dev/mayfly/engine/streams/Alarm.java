package dev.mayfly.engine.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * One punctuation, set for when it is needed. A periodic one would commit an empty transaction each
 * time, so with nothing to wait for none is set, and with a far timer one a second.
 */
final class Alarm {
  private static final long SOONEST_MILLIS = 2;
  private static final long LATEST_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 250;

  private final ProcessingContext context;
  private final Runnable onRing;
  private final LongConsumer wake;
  private @Nullable Cancellable set;
  private long setFor;
  private long pause = SOONEST_MILLIS;

  /**
   * @param wake told by when, in milliseconds of the epoch, the thread must be awake to ring
   */
  Alarm(ProcessingContext context, Runnable onRing, LongConsumer wake) {
    this.context = context;
    this.onRing = onRing;
    this.wake = wake;
  }

  /** Rings at that time, or earlier. */
  void setBy(Instant time) {
    long now = context.currentSystemTimeMs();
    long wait = Math.min(Math.max(time.toEpochMilli() - now, SOONEST_MILLIS), LATEST_MILLIS);
    if (set == null || now + wait < setFor) {
      set(now, wait);
    }
  }

  /** What it rang for could not be done yet: rings again after a pause, longer each time. */
  void setAgain() {
    set(context.currentSystemTimeMs(), pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
  }

  /** What it rang for was done. */
  void rang() {
    pause = SOONEST_MILLIS;
  }

  private void set(long now, long wait) {
    if (set != null) {
      set.cancel();
    }
    setFor = now + wait;
    wake.accept(setFor);
    set =
        context.schedule(Duration.ofMillis(wait), PunctuationType.WALL_CLOCK_TIME, time -> ring());
  }

  private void ring() {
    if (set != null) {
      set.cancel();
      set = null;
      wake.accept(Long.MAX_VALUE);
    }
    onRing.run();
  }
}
