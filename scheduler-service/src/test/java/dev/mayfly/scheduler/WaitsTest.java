package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.event.RunEvent.RunWaiting;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Effects;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WaitsTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final Times TIMES = Times.DEFAULT;
  private static final String A = "s3a://jobs/a/_SUCCESS";
  private static final String B = "s3a://jobs/b/_SUCCESS";
  private static final String BOTH =
      "[{\"object\": \"" + A + "\", \"timeout\": \"1h\"}, {\"object\": \"" + B + "\"}]";

  private final DecisionDriver scheduler =
      new DecisionDriver(
          new SchedulerDecision(TOPICS, TIMES, new Concurrency(1, null, null)),
          TOPICS.deadLetters("scheduler"));

  @BeforeEach
  void announce() {
    scheduler.event(TOPICS.profiles(), "local", Profiles.profile("local", null, scheduler.now()));
  }

  @Nested
  class Looking {

    @Test
    void aRunThatWaitsIsAcceptedAndLightsNothing() {
      run("r1", BOTH);
      Instant now = scheduler.now();
      assertThat(scheduler.only(JobAccepted.class).runId()).isEqualTo("r1");
      assertThat(scheduler.only(RunWaiting.class))
          .isEqualTo(
              new RunWaiting("r1", "birds", List.of(A, B), now.plus(Duration.ofHours(1)), now));
      assertThat(looks())
          .containsExactly(new LookForObjects("r1", List.of(A, B), now.plus(TIMES.commandValid())));
      scheduler.pass(Duration.ofMinutes(50));
      assertThat(scheduler.all(AttemptStarted.class)).isEmpty();
    }

    @Test
    void itIsLookedForAgainAndAgainWhatHasNotBeenFound() {
      run("r1", BOTH);
      scheduler.pass(TIMES.lookForObject().multipliedBy(3));
      assertThat(looks()).hasSize(4);
      assertThat(looks().get(3).notAfter()).isEqualTo(scheduler.now().plus(TIMES.commandValid()));
      found("r1", B);
      scheduler.pass(TIMES.lookForObject());
      assertThat(looks()).hasSize(5);
      assertThat(looks().get(4).objects()).containsExactly(A);
    }

    @Test
    void itStartsWhenTheLastOfThemHasBeenFoundAndIsLookedForNoMore() {
      run("r1", BOTH);
      found("r1", A);
      assertThat(waitings()).extracting(RunWaiting::waitsFor).endsWith(List.of(B));
      assertThat(waitings().get(1).until()).isEqualTo(scheduler.now().plus(Duration.ofHours(24)));
      assertThat(started()).isEmpty();
      found("r1", B);
      assertThat(started()).containsExactly("r1");
      scheduler.pass(Duration.ofMinutes(3));
      assertThat(looks()).hasSize(1);
      assertThat(scheduler.all(RunCompleted.class)).isEmpty();
    }

    @Test
    void anAnswerThatRepeatsOrIsAboutAnotherObjectOrRunChangesNothing() {
      run("r1", BOTH);
      found("r1", A);
      found("r1", A);
      found("r1", "s3a://jobs/c");
      found("r2", B);
      assertThat(started()).isEmpty();
      assertThat(waitings()).hasSize(2);
      found("r1", B);
      found("r1", A, B);
      assertThat(started()).containsExactly("r1");
    }

    @Test
    void whatIsNoAnswerIsADeadLetterAndEndsTheRun() {
      run("r1", BOTH);
      scheduler.record(TOPICS.observations("scheduler"), "r1", Map.of(), null, scheduler.now());
      assertThat(scheduler.all(RunCompleted.class)).isEmpty();
      byte[] broken = "{".getBytes(StandardCharsets.UTF_8);
      scheduler.record(TOPICS.observations("scheduler"), "r1", Map.of(), broken, scheduler.now());
      assertThat(scheduler.on(TOPICS.deadLetters("scheduler"))).hasSize(1);
      assertThat(completed("r1").outcome()).isEqualTo(Outcome.FAILED);
      nothingIsLeftOf("r1");
    }

    @Test
    void aLiveRunIsNotHurtByWhatIsNoAnswer() {
      run("r1", "[]");
      byte[] broken = "{".getBytes(StandardCharsets.UTF_8);
      scheduler.record(TOPICS.observations("scheduler"), "r1", Map.of(), broken, scheduler.now());
      scheduler.record(TOPICS.observations("scheduler"), null, Map.of(), broken, scheduler.now());
      assertThat(scheduler.all(RunCompleted.class)).isEmpty();
    }
  }

  @Nested
  class Queueing {

    @Test
    void aRunThatWaitsTakesNoPlaceOfALiveRun() {
      run("r1", BOTH);
      run("r2", "[]");
      assertThat(started()).containsExactly("r2");
      assertThat(scheduler.all(RunQueued.class)).isEmpty();
      found("r1", A, B);
      assertThat(scheduler.only(RunQueued.class).runId()).isEqualTo("r1");
      assertThat(started()).containsExactly("r2");
    }

    @Test
    void itsTimeInTheQueueCountsFromWhenItIsQueued() {
      run("live", "[]");
      String queue = "[{\"object\": \"" + A + "\"}], \"queue\": {\"timeout\": \"10m\"}";
      run("r1", queue);
      scheduler.pass(Duration.ofMinutes(30));
      found("r1", A);
      scheduler.pass(Duration.ofMinutes(9));
      assertThat(scheduler.all(RunCompleted.class)).isEmpty();
      scheduler.pass(Duration.ofMinutes(1));
      assertThat(completed("r1").cause()).contains("queue.timeout of 10m");
    }
  }

  @Nested
  class Ends {

    @Test
    void theFirstTimeLimitThatPassesEndsItAsTimedOutWithoutAnAttempt() {
      run("r1", BOTH);
      found("r1", B);
      scheduler.pass(Duration.ofHours(1));
      RunCompleted completed = completed("r1");
      assertThat(completed.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(completed.cause())
          .isEqualTo("waited longer than waitFor.timeout of 1h 0m for " + A);
      assertThat(completed.attempts()).isZero();
      nothingIsLeftOf("r1");
    }

    @Test
    void aCancelEndsItAtOnce() {
      run("r1", BOTH);
      cancel("r1");
      assertThat(completed("r1").outcome()).isEqualTo(Outcome.CANCELLED);
      found("r1", A, B);
      scheduler.pass(Duration.ofHours(2));
      assertThat(started()).isEmpty();
      assertThat(looks()).hasSize(1);
      nothingIsLeftOf("r1");
    }

    @Test
    void aCancelThatOvertookItStillHolds() {
      cancel("r1");
      run("r1", BOTH);
      assertThat(completed("r1").outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(looks()).isEmpty();
    }

    @Test
    void itsIdIsRememberedForAsLongAsItWaits() {
      String week = "[{\"object\": \"" + A + "\", \"timeout\": \"7d\"}]";
      run("r1", week);
      scheduler.outage(Duration.ofDays(20));
      run("r1", week);
      assertThat(scheduler.all(JobAccepted.class)).hasSize(1);
    }

    @Test
    void anObjectOutsideOfTheProfilesPrefixesIsRefused() {
      run("r1", "\"s3a://jobs-of-eve/_SUCCESS\"");
      assertThat(scheduler.only(JobRejected.class).faults().get(0).toString())
          .startsWith("waitFor[0].object: 's3a://jobs-of-eve/_SUCCESS' is not under a prefix");
    }
  }

  @Nested
  class OfTicks {
    private static final String EVERY_HOUR =
        ", \"schedule\": {\"every\": \"1h\", \"overlap\": \"%s\"}";

    @Test
    void itsAddressIsFilledInForTheTickAndATickAfterItIsSkippedWhileItWaits() {
      deploy("skip");
      scheduler.pass(Duration.ofHours(1));
      handOnTicks(1);
      String runId = waitings().get(0).runId();
      assertThat(waitings().get(0).waitsFor()).containsExactly("s3a://jobs/2026-03-01/_SUCCESS");
      scheduler.pass(Duration.ofHours(1));
      handOnTicks(2);
      assertThat(scheduler.only(JobRejected.class).faults().get(0).toString())
          .contains("run " + runId + " has not ended and overlap is skip");
    }

    @Test
    void theNextTickCancelsItWhereItsOverlapSaysSo() {
      deploy("cancel-previous");
      scheduler.pass(Duration.ofHours(1));
      handOnTicks(1);
      scheduler.pass(Duration.ofHours(1));
      handOnTicks(2);
      assertThat(completed(waitings().get(0).runId()).outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(waitings()).hasSize(2);
    }

    private void deploy(String overlap) {
      scheduler.record(
          TOPICS.jobs(),
          "birds",
          Map.of(),
          spec("\"s3a://jobs/{{ tick.date }}/_SUCCESS\"" + EVERY_HOUR.formatted(overlap))
              .getBytes(StandardCharsets.UTF_8),
          scheduler.now());
    }

    /** The requests that the scheduler has written come back to it. */
    private void handOnTicks(int asked) {
      List<Effects.Outgoing> requests = scheduler.on(TOPICS.requests());
      assertThat(requests).hasSize(asked);
      Effects.Outgoing last = requests.get(asked - 1);
      scheduler.record(last.topic(), last.key(), last.headers(), last.value(), scheduler.now());
    }
  }

  private static String spec(String waitFor) {
    return """
        {"name": "birds", "waitFor": %s,
         "steps": [{"name": "s", "application": "s3a://jobs/a.jar", "mainClass": "A"}]}"""
        .replace("%s", waitFor);
  }

  private void run(String runId, String waitFor) {
    scheduler.bare(
        TOPICS.requests(), "{\"runId\": \"" + runId + "\", \"spec\": " + spec(waitFor) + "}");
  }

  private void cancel(String runId) {
    scheduler.bare(
        TOPICS.requests(), "{\"type\": \"RunCancelRequested\", \"runId\": \"" + runId + "\"}");
  }

  private void found(String runId, String... objects) {
    scheduler.event(
        TOPICS.observations("scheduler"), runId, new ObjectsFound(runId, List.of(objects)));
  }

  private List<LookForObjects> looks() {
    return scheduler.on(TOPICS.commands("scheduler")).stream()
        .map(command -> Json.read(command.value(), LookForObjects.class))
        .toList();
  }

  private List<RunWaiting> waitings() {
    return scheduler.all(RunWaiting.class);
  }

  private List<String> started() {
    return scheduler.all(AttemptStarted.class).stream().map(AttemptStarted::runId).toList();
  }

  private RunCompleted completed(String runId) {
    return scheduler.all(RunCompleted.class).stream()
        .filter(c -> c.runId().equals(runId))
        .findFirst()
        .orElseThrow();
  }

  private void nothingIsLeftOf(String runId) {
    assertThat(scheduler.stateKeys(""))
        .filteredOn(key -> key.endsWith("/" + runId))
        .allMatch(key -> key.matches("seen/.*|repairable/.*|.*/forget(-run)?/.*"));
  }
}
