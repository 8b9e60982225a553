package dev.mayfly.bench.schedules;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** How long after they were due things happened. Its own lock: written and read by any thread. */
final class Lateness {
  private final long[] micros;
  private int count;
  private Instant last = Instant.MIN;

  /**
   * @param most what comes after so many is not kept
   */
  Lateness(int most) {
    this.micros = new long[most];
  }

  synchronized void add(Instant due, Instant happened) {
    if (count < micros.length) {
      micros[count++] = Duration.between(due, happened).toNanos() / 1_000;
      last = happened;
    }
  }

  synchronized int count() {
    return count;
  }

  boolean isFull() {
    return count() == micros.length;
  }

  /** When the last that was kept happened. */
  synchronized Instant last() {
    return last;
  }

  synchronized double millis(int percent) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return sorted[Math.min(count - 1, count * percent / 100)] / 1e3;
  }

  String inWords() {
    return "p50 %.1f ms, p99 %.1f ms, max %.1f ms".formatted(millis(50), millis(99), millis(100));
  }
}
