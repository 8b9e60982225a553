package dev.mayfly.contracts.job;

import dev.mayfly.contracts.schedule.Tick;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What templates may know of the run's tick.
 *
 * @param tick null: the run has none
 * @param zone the schedule's
 */
record TickFacts(@Nullable Tick tick, ZoneId zone) {
  private static final String NO_TICK =
      "known without a tick: a run has one when its job's schedule is due, or when it is asked for"
          + " with one, as \"tick\": {\"end\": \"2026-03-01T02:00:00Z\"}";

  static boolean isOne(String name) {
    return name.startsWith("tick.");
  }

  Optional<String> fact(String name) {
    return tick == null ? Optional.empty() : tick.fact(name, zone);
  }

  /** What would be right where there is no such fact. */
  String expected() {
    return tick == null ? NO_TICK : "one of " + Tick.FACTS;
  }
}
