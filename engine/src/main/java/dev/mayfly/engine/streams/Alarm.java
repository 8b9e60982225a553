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
  private static final long SOONEST_MILLIS = 1;
  private static final long LATEST_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 250;

  private final ProcessingContext context;
  private final Runnable onRing;
  private final LongConsumer wake;
  private @Nullable Cancellable set;
  private long setFor;
  private long waitsSince = Long.MAX_VALUE;

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

  /**
   * What it rings for could not be done yet: rings again after a pause, the longer the longer that
   * has been so. How often it has rung says nothing: with many records that is often.
   */
  void setAgain() {
    long now = context.currentSystemTimeMs();
    waitsSince = Math.min(waitsSince, now);
    long pause = Math.max((now - waitsSince) / 4, SOONEST_MILLIS);
    set(now, Math.min(pause, LONGEST_PAUSE_MILLIS));
  }

  /** What it rings for was done, or need not be any more. */
  void done() {
    waitsSince = Long.MAX_VALUE;
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
