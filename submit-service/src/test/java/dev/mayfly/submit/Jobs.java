package dev.mayfly.submit;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs and assignments for tests. */
public final class Jobs {
  public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private static final MemorySize MEMORY = MemorySize.mebibytes(1024);

  private Jobs() {}

  public static JobSpec.Step step(String name, String... after) {
    return stepWith(name, List.of(), after);
  }

  public static JobSpec.Step stepWith(String name, List<String> args, String... after) {
    return new JobSpec.Step(
        name,
        "/jobs/" + name + ".py",
        null,
        args,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(after),
        Map.of(),
        List.of());
  }

  public static JobSpec.Step step(
      String application,
      List<String> args,
      List<String> jars,
      Map<String, String> conf,
      Map<String, String> env,
      Map<String, String> expect) {
    return new JobSpec.Step(
        "main",
        application,
        null,
        args,
        jars,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        conf,
        env,
        List.of(),
        expect,
        List.of());
  }

  public static Assignment assignment(String runId, String submitter, JobSpec.Step... steps) {
    return assignment(runId, submitter, spec(new JobSpec.Cluster("local", 1, 1, MEMORY), steps));
  }

  public static Assignment assignment(String runId, String submitter, JobSpec spec) {
    return new Assignment(
        runId,
        1,
        submitter,
        "cluster-1",
        new ClusterEndpoints("spark://127.0.0.1:7077", null),
        spec,
        List.of(),
        null,
        null,
        START);
  }

  static Assignment keeping(Assignment a, KeptStep... kept) {
    return new Assignment(
        a.runId(),
        a.attempt(),
        a.submitter(),
        a.clusterId(),
        a.endpoints(),
        a.spec(),
        List.of(kept),
        a.stop(),
        a.stopBy(),
        a.assignedAt());
  }

  public static JobSpec spec(JobSpec.Cluster cluster, JobSpec.Step... steps) {
    return spec(cluster, null, steps);
  }

  public static JobSpec spec(
      JobSpec.Cluster cluster, @Nullable Boolean failFast, JobSpec.Step... steps) {
    return new JobSpec(
        "birds",
        null,
        Map.of(),
        cluster,
        null,
        new JobSpec.Driver(1, MEMORY),
        JobSpec.Executor.DEFAULT,
        List.of(steps),
        JobSpec.Retry.NEVER,
        Duration.ofHours(1),
        List.of(),
        failFast,
        null,
        null,
        null,
        null,
        List.of());
  }

  public static Assignment stopped(Assignment a, StopReason why, Instant stopBy) {
    return new Assignment(
        a.runId(),
        a.attempt(),
        a.submitter(),
        a.clusterId(),
        a.endpoints(),
        a.spec(),
        a.kept(),
        why,
        stopBy,
        a.assignedAt());
  }
}
