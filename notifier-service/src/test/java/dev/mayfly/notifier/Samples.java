package dev.mayfly.notifier;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.RunTimes;
import dev.mayfly.contracts.event.StepMetrics;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Events of the run {@code r1} of the job {@code birds}. */
public final class Samples {
  public static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");

  private Samples() {}

  public static JobAccepted accepted(JobSpec.Notify... wishes) {
    return accepted("r1", wishes);
  }

  public static JobAccepted accepted(String runId, JobSpec.Notify... wishes) {
    return accepted(runId, null, wishes);
  }

  public static JobAccepted acceptedOnASharedCluster() {
    return accepted("r1", new JobSpec.Shared(2, Duration.ofMinutes(10)));
  }

  private static JobAccepted accepted(
      String runId, JobSpec.Shared shared, JobSpec.Notify... wishes) {
    var memory = MemorySize.parse("1g");
    var spec =
        new JobSpec(
            "birds",
            "analytics",
            Map.of(),
            new JobSpec.Cluster("local", 1, 1, memory, shared, null),
            null,
            new JobSpec.Driver(1, memory),
            JobSpec.Executor.DEFAULT,
            List.of(stepSpec()),
            JobSpec.Retry.NEVER,
            Duration.ofHours(2),
            List.of(wishes),
            null,
            null,
            null,
            null,
            null,
            List.of());
    return new JobAccepted(runId, spec, List.of(), "me", T0, T0, null, null, null, null);
  }

  public static JobSpec.Notify on(Outcome outcome, String... channels) {
    return new JobSpec.Notify(Set.of(outcome), List.of(channels));
  }

  public static RunCompleted succeeded(String runId) {
    return completed(runId, Outcome.SUCCEEDED, null, null, Teardown.CONFIRMED);
  }

  public static RunCompleted failed(FailureClass failureClass, String cause) {
    return completed("r1", Outcome.FAILED, failureClass, cause, Teardown.CONFIRMED);
  }

  public static RunCompleted completed(
      String runId, Outcome outcome, FailureClass failureClass, String cause, Teardown teardown) {
    return new RunCompleted(
        runId,
        "birds",
        "analytics",
        outcome,
        failureClass,
        cause,
        2,
        "mf-7f3",
        teardown,
        new Summary(List.of(step(outcome)), "s3://mayfly/logs/r1/"),
        new RunTimes(at(1), at(1), at(5), at(6), at(9), at(19), at(20), at(22)),
        new Cost(0.0125, "USD", Duration.ofSeconds(21), Duration.ofSeconds(11)),
        T0,
        at(23));
  }

  private static JobSpec.Step stepSpec() {
    return new JobSpec.Step(
        "clean",
        "s3a://mayfly/clean.py",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static StepResult step(Outcome outcome) {
    var metrics =
        new StepMetrics(
            "app-1", 3_565_158, false, 1234, 1229, 12, 0, 0, 0, 0, 0, 0, 0, 4, 0, 2, 0, at(9),
            at(19));
    return new StepResult(
        "clean",
        outcome,
        null,
        null,
        0,
        at(6),
        at(20),
        metrics,
        List.of(new StepResult.Written("s3a://mayfly/out/", 3, 1229)),
        List.of(),
        null,
        null,
        null,
        null);
  }

  private static Instant at(int second) {
    return T0.plusSeconds(second);
  }
}
