package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.event.RunEvent.RunWaiting;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.StepEvent.StepStarted;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.examples.PlainBirdStrikes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The whole path on real parts: a broker in a JVM of its own, an S3 server, all services, Spark
 * masters, workers and drivers. Several runs at once, as an installation has them.
 */
@Execution(ExecutionMode.CONCURRENT)
class FirstLightTest {
  @TempDir static Path data;
  private static World world;

  @BeforeAll
  static void light() throws IOException {
    world = World.start(data);
  }

  @AfterAll
  static void putOut() throws IOException {
    world.close();
  }

  @Test
  void theResultInTheBucketEqualsWhatPlainJavaReckonsFromTheSameData() throws IOException {
    world.request("birds", "birds/job.yaml", Map.of());
    RunCompleted completed = world.completed("birds");
    assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(world.preview("birds"))
        .isEqualTo(
            Stream.concat(
                    Stream.of(PlainBirdStrikes.COLUMNS),
                    PlainBirdStrikes.byState(world.home().resolve("examples/data/birdstrikes.csv"))
                        .stream()
                        .map(PlainBirdStrikes.State::csv))
                .toList());
    StepResult step = completed.summary().steps().get(0);
    assertThat(step.metrics().rowsWritten()).isEqualTo(58);
    assertThat(step.written().get(0).objects()).isPositive();
    assertThat(step.reported().toString()).contains("29");
    assertToldOnceAndGone("birds");
    assertThat(world.history("birds")).contains("\"SUCCEEDED\"");
  }

  @Test
  void twoStepsHandOverThroughTheBucketInTheirOrder() throws IOException {
    world.request("handover", "handover/job.yaml", Map.of());
    RunCompleted completed = world.completed("handover");
    assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(completed.summary().steps()).hasSize(2);
    assertToldOnceAndGone("handover");
  }

  @Test
  void twoStepsRunSideBySideAndTheLastIsGivenWhatTheFirstReported() throws IOException {
    // One worker: its cores and its memory have to be shared.
    String spec = world.spec("diamond/job.yaml");
    world.requestSpec(
        "diamond", spec.replace("workers: 2, cores: 1", "workers: 1, cores: 2"), Map.of());
    RunCompleted completed = world.completed("diamond");
    assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
    List<StepResult> steps = completed.summary().steps();
    assertThat(steps).extracting(StepResult::step).startsWith("clean").endsWith("agree").hasSize(4);
    assertThat(steps.get(2).startedAt()).isBefore(steps.get(1).endedAt());
    assertThat(steps.get(2).metrics().firstTaskAt()).isBefore(steps.get(1).metrics().lastTaskAt());
    assertThat(steps.get(3).reported().path("agreed"))
        .isEqualTo(steps.get(0).reported().path("strikes"));
    assertToldOnceAndGone("diamond");
  }

  @Test
  void aPythonJobRunsWithItsModulesAndWithoutPySparkIsRejectedWithWhatToDo() throws IOException {
    boolean hasPySpark = Files.isExecutable(world.home().resolve(".venv/bin/python"));
    String spec =
        world
            .spec("pyspark/job.yaml")
            .replace("top_species.py", "../pyspark/top_species.py")
            .replace("birdlib.py", "../pyspark/birdlib.py");
    world.requestSpec("python", spec, Map.of());
    if (hasPySpark) {
      RunCompleted completed = world.completed("python");
      assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
      assertToldOnceAndGone("python");
    } else {
      JobRejected rejected = world.await(JobRejected.class, r -> r.runId().equals("python"));
      assertThat(rejected.faults().get(0).toString()).contains("run ./mayfly python");
    }
  }

  @Nested
  class Failures {

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
      assertToldOnceAndGone(completed.runId());
    }

    @Test
    void moreMemoryThanThereIsIsRejectedWithTheLimit() throws IOException {
      world.requestSpec(
          "greedy",
          world.spec("unlucky/job.yaml").replace("memory: 1g", "memory: 4000g"),
          Map.of());
      JobRejected rejected = world.await(JobRejected.class, r -> r.runId().equals("greedy"));
      assertThat(rejected.faults().get(0).path()).isEqualTo("cluster.memory");
      assertThat(world.said(ClusterStarting.class, c -> c.runId().equals("greedy"))).isEmpty();
    }

    @Test
    void aLostWorkerIsInfrastructure() throws IOException {
      world.request("widow", "unlucky/job.yaml", Map.of("how", "hang"));
      world.await(JobProgressed.class, p -> p.runId().equals("widow") && p.stagesActive() > 0);
      Processes.kill("deploy.worker.Worker", cluster("widow"));
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

    private RunCompleted unlucky(String how, String timeout) throws IOException {
      String runId = "unlucky-" + how;
      world.requestSpec(
          runId,
          world.spec("unlucky/job.yaml").replace("timeout: 2m", "timeout: " + timeout),
          Map.of("how", how));
      return world.completed(runId);
    }

    private void assertFailed(RunCompleted completed, FailureClass cls) throws IOException {
      assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.FAILED);
      assertThat(completed.failureClass()).as(completed.toString()).isEqualTo(cls);
      assertToldOnceAndGone(completed.runId());
    }
  }

  @Nested
  class Cancels {

    @Test
    void whileItsClusterStarts() throws IOException {
      world.request("early", "unlucky/job.yaml", Map.of("how", "hang"));
      world.await(ClusterStarting.class, c -> c.runId().equals("early"));
      world.cancel("early");
      assertThat(world.completed("early").outcome()).isEqualTo(Outcome.CANCELLED);
      assertToldOnceAndGone("early");
    }

    @Test
    void whileItsDriverRuns() throws IOException {
      world.request("late", "unlucky/job.yaml", Map.of("how", "hang"));
      world.await(JobProgressed.class, p -> p.runId().equals("late") && p.stagesActive() > 0);
      world.cancel("late");
      assertThat(world.completed("late").outcome()).isEqualTo(Outcome.CANCELLED);
      assertToldOnceAndGone("late");
    }
  }

  @Nested
  class JobControl {

    @Test
    void aJobStartsWhenItIsDueOnAClusterThatWasLitAheadAndAnotherFollowsIt() throws IOException {
      // What is lit ahead is lit by what was measured.
      world.request("measured", "pi/job.yaml", Map.of());
      world.await(ClusterReady.class, ready -> ready.runId().equals("measured"));
      world.cancel("measured");
      Instant due = Instant.now().plusSeconds(50).truncatedTo(ChronoUnit.SECONDS);
      world.deploy("pi-after", world.spec("follower/job.yaml"));
      world.deploy(
          "pi-hourly",
          world.spec("ontime/job.yaml").replace("cron: \"@hourly\"", "at: [\"" + due + "\"]"));

      AttemptStarted attempt =
          world.await(AttemptStarted.class, a -> a.spec().name().equals("pi-hourly"));
      String runId = attempt.runId();
      assertThat(attempt.notBefore()).isEqualTo(due);
      assertThat(attempt.startedAt()).isBefore(due);
      assertThat(world.completed(runId).outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(world.await(LeaseGranted.class, l -> l.runId().equals(runId)).grantedAt())
          .isAfterOrEqualTo(due);
      assertToldOnceAndGone(runId);
      RunCompleted following =
          world.await(RunCompleted.class, r -> Objects.equals(r.job(), "pi-after"));
      assertThat(following.outcome()).as(following.toString()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aRunWaitsForAnObjectAndNothingIsLitBefore() throws IOException {
      world.request("patient", "arrival/job.yaml", Map.of("day", "today"));
      RunWaiting waiting = world.await(RunWaiting.class, w -> w.runId().equals("patient"));
      assertThat(waiting.waitsFor()).containsExactly("s3a://mayfly/arrived/today/_SUCCESS");
      Instant put = Instant.now();
      world.put("arrived/today/_SUCCESS");
      RunCompleted completed = world.completed("patient");
      assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(world.await(AttemptStarted.class, a -> a.runId().equals("patient")).startedAt())
          .isAfterOrEqualTo(put.truncatedTo(ChronoUnit.MILLIS));
      assertToldOnceAndGone("patient");
    }

    @Test
    void twoRunsShareAClusterThatIsPutOutAfterItsIdleTime() throws IOException {
      String spec = world.spec("shared/job.yaml").replace("idle: 1m", "idle: 2s");
      world.requestSpec("sharer-a", spec, Map.of());
      world.requestSpec("sharer-b", spec, Map.of("throws", "300000"));
      for (String runId : List.of("sharer-a", "sharer-b")) {
        RunCompleted completed = world.completed(runId);
        assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
      }
      String shared = cluster("sharer-a");
      assertThat(cluster("sharer-b")).isEqualTo(shared);
      world.await(ClusterStopped.class, c -> c.clusterId().equals(shared));
      assertToldOnceAndGone("sharer-a");
      assertToldOnceAndGone("sharer-b");
    }

    @Test
    void aRunStartsTheStandingClusterAtItsAddressAndItIsStoppedAfterIt() throws IOException {
      world.request("stander", "existing/job.yaml", Map.of());
      RunCompleted completed = world.completed("stander");
      assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
      ClusterReady ready = world.await(ClusterReady.class, c -> c.runId().equals("stander"));
      assertThat(ready.endpoints().master()).isEqualTo(world.standingMaster());
      world.await(ClusterStopped.class, c -> c.clusterId().equals(ready.clusterId()));
      assertToldOnceAndGone("stander");
    }

    @Test
    void aRunWaitsWithoutAClusterUntilTheOneBeforeItIsOver() throws IOException {
      world.request("first", "queued/job.yaml", Map.of());
      world.await(AttemptStarted.class, a -> a.runId().equals("first"));
      world.request("second", "queued/job.yaml", Map.of());

      RunQueued queued = world.await(RunQueued.class, q -> q.runId().equals("second"));
      assertThat(queued.position()).isEqualTo(1);
      assertThat(queued.waitsFor().toString()).contains("first");
      assertThat(world.completed("first").outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(world.completed("second").outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(world.await(AttemptStarted.class, a -> a.runId().equals("second")).startedAt())
          .isAfterOrEqualTo(world.completed("first").completedAt());
      assertToldOnceAndGone("second");
    }

    @Test
    void aRepairRunsTheFailedStepAloneOnceItsCauseIsGone() throws IOException {
      world.requestSpec(
          "broken",
          world.spec("repair/job.yaml").replace("watched.csv", "delivered.csv"),
          Map.of());
      RunCompleted broken = world.completed("broken");
      assertThat(broken.outcome()).as(broken.toString()).isEqualTo(Outcome.FAILED);

      world.put("examples/delivered.csv", world.home().resolve("examples/repair/watched.csv"));
      world.bare(
          "{\"type\": \"RunRepairRequested\", \"runId\": \"mended\", \"repairs\": \"broken\"}");
      RunCompleted mended = world.completed("mended");
      assertThat(mended.outcome()).as(mended.toString()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(mended.summary().steps()).extracting(StepResult::step).contains("clean", "watch");
      assertThat(world.said(StepStarted.class, s -> s.runId().equals("mended")))
          .extracting(StepStarted::step)
          .containsExactly("watch");
      assertToldOnceAndGone("mended");
    }

    @Test
    void aJobThatFailedByItselfIsTriedAgainOnTheClusterThatItHad() throws IOException {
      String retry =
          "retry: {attempts: 2, on: [APPLICATION], cluster: same, backoff: {first: 1s}}\n";
      world.requestSpec("again", world.spec("unlucky/job.yaml") + retry, Map.of("how", "exit"));
      RunCompleted completed = world.completed("again");
      assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.FAILED);
      assertThat(world.said(LeaseGranted.class, l -> l.runId().equals("again")))
          .extracting(l -> l.attempt() + " " + l.clusterId())
          .containsExactly("1 " + cluster("again"), "2 " + cluster("again"));
      assertToldOnceAndGone("again");
    }

    @Test
    void aRunThatHasSpentItsBudgetIsEndedAndItsClusterPutOut() throws IOException {
      world.request("spendthrift", "budget/job.yaml", Map.of());
      RunCompleted completed = world.completed("spendthrift");
      assertThat(completed.outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(completed.cause()).contains("over its budget of");
      assertToldOnceAndGone("spendthrift");
    }
  }

  @Test
  void bareJsonAStructuredCloudEventAndThreeOfTheSameRunIdAreThreeRunsEachOnItsOwnCluster()
      throws IOException {
    String spec = world.json(world.spec("unlucky/job.yaml"), Map.of("how", "exit"));
    world.bare("{\"runId\": \"bare\", \"spec\": " + spec + "}");
    world.bare(
        "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/test\", \"type\": \"dev.mayfly.JobRequested\","
            + " \"data\": {\"runId\": \"structured\", \"spec\": "
            + spec
            + "}}");
    for (int i = 0; i < 3; i++) {
      world.bare("{\"runId\": \"thrice\", \"spec\": " + spec + "}");
    }
    List<String> clusters =
        Stream.of("bare", "structured", "thrice")
            .map(r -> world.completed(r).clusterId())
            .distinct()
            .toList();
    assertThat(clusters).hasSize(3);
    assertToldOnceAndGone("thrice");
    assertThat(world.said(StepStarted.class, s -> s.runId().equals("thrice"))).hasSize(1);
  }

  private static String cluster(String runId) {
    return world.await(ClusterStarting.class, c -> c.runId().equals(runId)).clusterId();
  }

  private static void assertToldOnceAndGone(String runId) throws IOException {
    world.await(NotificationSent.class, n -> n.runId().equals(runId));
    assertThat(world.said(NotificationSent.class, n -> n.runId().equals(runId))).hasSize(1);
    assertThat(world.said(RunCompleted.class, r -> r.runId().equals(runId)))
        .singleElement()
        .extracting(RunCompleted::teardown)
        .isEqualTo(Teardown.CONFIRMED);
    String cluster = cluster(runId);
    assertThat(world.said(ClusterStopped.class, c -> c.clusterId().equals(cluster))).hasSize(1);
    world.awaitNoProcess(cluster);
    world.awaitNoProcess(runId + "-attempt-");
    assertThat(Files.exists(data)).isTrue();
  }
}
