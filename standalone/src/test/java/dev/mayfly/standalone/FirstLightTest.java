package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.event.RunEvent.RunWaiting;
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
    world.assertToldOnceAndGone("birds");
    assertThat(world.history("birds")).contains("\"SUCCEEDED\"");
  }

  @Test
  void twoStepsHandOverThroughTheBucketInTheirOrder() throws IOException {
    world.request("handover", "handover/job.yaml", Map.of());
    RunCompleted completed = world.completed("handover");
    assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(completed.summary().steps()).hasSize(2);
    world.assertToldOnceAndGone("handover");
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
    world.assertToldOnceAndGone("diamond");
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
      world.assertToldOnceAndGone("python");
    } else {
      JobRejected rejected = world.await(JobRejected.class, r -> r.runId().equals("python"));
      assertThat(rejected.faults().get(0).toString()).contains("run ./mayfly python");
    }
  }

  @Test
  void moreMemoryThanThereIsIsRejectedWithTheLimit() throws IOException {
    world.requestSpec(
        "greedy", world.spec("unlucky/job.yaml").replace("memory: 1g", "memory: 4000g"), Map.of());
    JobRejected rejected = world.await(JobRejected.class, r -> r.runId().equals("greedy"));
    assertThat(rejected.faults().get(0).path()).isEqualTo("cluster.memory");
    assertThat(world.said(ClusterStarting.class, c -> c.runId().equals("greedy"))).isEmpty();
  }

  @Nested
  @Execution(ExecutionMode.CONCURRENT)
  class JobControl {

    /**
     * Waits for longest, so it does not wait for its turn: the others are handed to other threads.
     */
    @Test
    @Execution(ExecutionMode.SAME_THREAD)
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
      world.assertToldOnceAndGone(runId);
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
      world.assertToldOnceAndGone("patient");
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
      String shared = world.cluster("sharer-a");
      assertThat(world.cluster("sharer-b")).isEqualTo(shared);
      world.await(ClusterStopped.class, c -> c.clusterId().equals(shared));
      world.assertToldOnceAndGone("sharer-a");
      world.assertToldOnceAndGone("sharer-b");
    }

    @Test
    void aRunStartsTheStandingClusterAtItsAddressAndItIsStoppedAfterIt() throws IOException {
      world.request("stander", "existing/job.yaml", Map.of());
      RunCompleted completed = world.completed("stander");
      assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
      ClusterReady ready = world.await(ClusterReady.class, c -> c.runId().equals("stander"));
      assertThat(ready.endpoints().master()).isEqualTo(world.standingMaster());
      world.await(ClusterStopped.class, c -> c.clusterId().equals(ready.clusterId()));
      world.assertToldOnceAndGone("stander");
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
      world.assertToldOnceAndGone("second");
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
      world.assertToldOnceAndGone("mended");
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
          .containsExactly("1 " + world.cluster("again"), "2 " + world.cluster("again"));
      world.assertToldOnceAndGone("again");
    }

    @Test
    void aRunThatHasSpentItsBudgetIsEndedAndItsClusterPutOut() throws IOException {
      world.request("spendthrift", "budget/job.yaml", Map.of());
      RunCompleted completed = world.completed("spendthrift");
      assertThat(completed.outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(completed.cause()).contains("over its budget of");
      world.assertToldOnceAndGone("spendthrift");
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
    world.assertToldOnceAndGone("thrice");
    assertThat(world.said(StepStarted.class, s -> s.runId().equals("thrice"))).hasSize(1);
  }
}
