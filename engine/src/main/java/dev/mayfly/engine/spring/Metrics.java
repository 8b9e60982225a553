package dev.mayfly.engine.spring;

import dev.mayfly.engine.streams.TimerWatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What every service that decides measures. */
final class Metrics {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1)
  };

  private Metrics() {}

  /**
   * How late timers fire, by their kind: what stands before the slash. Those of schedules are of
   * the kind {@code tick}.
   */
  static TimerWatch lateness(MeterRegistry registry) {
    return (timer, late) ->
        Timer.builder("mayfly.timer.lateness")
            .description("By how much timers fired after they were due.")
            .tag("kind", timer.substring(0, Math.max(0, timer.indexOf('/'))))
            .serviceLevelObjectives(BOUNDS)
            .register(registry)
            .record(late);
  }
}
