package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The ways in which a run ends otherwise than well, on real Spark; several runs at once. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class OutcomesTest {
  @TempDir static Path data;
  private static World world;

  @BeforeAll
  static void light() throws IOException {
    world = World.start(data);
  }

  @AfterAll
  static void putOut() {
    world.close();
  }

  @Test
  void anExceptionIsTheApplicationsWithItsRootCause() throws IOException {
    RunCompleted completed = unlucky("throw", "2m");
    assertFailed(completed, FailureClass.APPLICATION);
    assertThat(completed.cause()).contains("wingspan");
  }

  @Test
  void anExitCodeOfItsOwnIsTheApplications() throws IOException {
    RunCompleted completed = unlucky("exit", "2m");
    assertFailed(completed, FailureClass.APPLICATION);
    assertThat(completed.summary().steps().get(0).exitCode()).isEqualTo(3);
  }

  @Test
  void anExhaustedHeapIsOutOfMemory() throws IOException {
    RunCompleted completed = unlucky("oom", "2m");
    assertFailed(completed, FailureClass.OUT_OF_MEMORY);
    assertThat(completed.cause()).contains("OutOfMemoryError");
  }

  @Test
  void aHangIsTimedOut() throws IOException {
    RunCompleted completed = unlucky("hang", "40s");
    assertThat(completed.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(completed.cause()).contains("40.0s");
    world.assertToldOnceAndGone(completed.runId());
  }

  @Test
  void aLostWorkerIsInfrastructure() throws IOException {
    world.request("widow", "unlucky/job.yaml", Map.of("how", "hang"));
    world.await(JobProgressed.class, p -> p.runId().equals("widow") && p.stagesActive() > 0);
    Processes.kill("deploy.worker.Worker", world.cluster("widow"));
    RunCompleted completed = world.completed("widow");
    assertFailed(completed, FailureClass.INFRASTRUCTURE);
  }

  @Test
  void aMissingApplicationIsConfiguration() throws IOException {
    world.requestSpec(
        "missing",
        world
            .spec("unlucky/job.yaml")
            .replaceAll("application: .*", "application: s3a://mayfly/no.jar"),
        Map.of());
    RunCompleted completed = world.completed("missing");
    assertFailed(completed, FailureClass.CONFIGURATION);
    assertThat(completed.cause()).contains("s3a://mayfly/no.jar");
  }

  @Test
  void aRunIsCancelledWhileItsClusterStarts() throws IOException {
    world.request("early", "unlucky/job.yaml", Map.of("how", "hang"));
    world.await(ClusterStarting.class, c -> c.runId().equals("early"));
    world.cancel("early");
    assertThat(world.completed("early").outcome()).isEqualTo(Outcome.CANCELLED);
    world.assertToldOnceAndGone("early");
  }

  @Test
  void aRunIsCancelledWhileItsDriverRuns() throws IOException {
    world.request("late", "unlucky/job.yaml", Map.of("how", "hang"));
    world.await(JobProgressed.class, p -> p.runId().equals("late") && p.stagesActive() > 0);
    world.cancel("late");
    assertThat(world.completed("late").outcome()).isEqualTo(Outcome.CANCELLED);
    world.assertToldOnceAndGone("late");
  }

  private static RunCompleted unlucky(String how, String timeout) throws IOException {
    String runId = "unlucky-" + how;
    world.requestSpec(
        runId,
        world.spec("unlucky/job.yaml").replace("timeout: 2m", "timeout: " + timeout),
        Map.of("how", how));
    return world.completed(runId);
  }

  private static void assertFailed(RunCompleted completed, FailureClass cls) throws IOException {
    assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.FAILED);
    assertThat(completed.failureClass()).as(completed.toString()).isEqualTo(cls);
    world.assertToldOnceAndGone(completed.runId());
  }
}
