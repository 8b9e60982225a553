package dev.mayfly.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A timer whose time has come.
 *
 * @param after the one topic whose inputs count before it; null when all inputs do
 */
public record DueTimer(String timer, Instant due, @Nullable String after) {
  /** Whether what was said there before it was due counts before it. */
  public boolean waitsFor(String topic) {
    return after == null || after.equals(topic);
  }

  /** The same for all timers that wait for the same inputs. */
  public String kind() {
    return after == null ? "" : after;
  }
}
