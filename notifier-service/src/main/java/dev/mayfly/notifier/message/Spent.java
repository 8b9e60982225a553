package dev.mayfly.notifier.message;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the time of a run's last attempt went. */
final class Spent {
  private Spent() {}

  /** {@code waiting 1.0s, cluster start 4.0s, …}; only what is known. */
  static String text(RunCompleted run) {
    RunTimes times = run.times();
    if (times == null) {
      return "unknown";
    }
    var parts = new ArrayList<String>();
    add(parts, "waiting", run.requestedAt(), times.attemptStartedAt());
    add(parts, "cluster start", times.clusterStartingAt(), times.clusterReadyAt());
    add(parts, "driver start", times.clusterReadyAt(), times.firstTaskAt());
    add(parts, "tasks", times.firstTaskAt(), times.lastTaskAt());
    add(parts, "summing up", times.lastTaskAt(), times.jobFinishedAt());
    add(parts, "teardown", times.jobFinishedAt(), times.clusterStoppedAt());
    return parts.isEmpty() ? "unknown" : String.join(", ", parts);
  }

  private static void add(
      List<String> parts, String what, @Nullable Instant from, @Nullable Instant to) {
    if (from != null && to != null && !to.isBefore(from)) {
      parts.add(what + " " + Durations.text(Duration.between(from, to)));
    }
  }
}
