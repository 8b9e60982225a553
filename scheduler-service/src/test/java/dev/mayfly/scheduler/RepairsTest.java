package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.StepFinished;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RepairsTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final Times TIMES = Times.DEFAULT;

  private final DecisionDriver scheduler =
      new DecisionDriver(new SchedulerDecision(TOPICS, TIMES), TOPICS.deadLetters("scheduler"));

  @BeforeEach
  void announce() {
    announce(List.of("s3a://jobs/"));
  }

  @Test
  void whatSucceededIsKeptWithWhatItReportedAndTheSpecIsThatOfTheRunThatFailed() {
    request("r1", "");
    fails("r1", succeeded("a", "{\"rows\": 7}"));
    repair("again", "r1");

    JobAccepted accepted = last(JobAccepted.class);
    assertThat(accepted.runId()).isEqualTo("again");
    assertThat(accepted.repairs()).isEqualTo("r1");
    assertThat(accepted.requestedBy()).isEqualTo("ana");
    assertThat(accepted.estimate().paid()).isNull();
    AttemptStarted started = last(AttemptStarted.class);
    assertThat(started.runId()).isEqualTo("again");
    assertThat(started.spec()).isEqualTo(scheduler.all(JobAccepted.class).get(0).spec());
    assertThat(started.spec().steps().get(0).args()).containsExactly("s3a://out/r1");
    assertThat(started.kept())
        .containsExactly(new KeptStep("a", "r1", Json.parse("{\"rows\": 7}")));
  }

  @Test
  void aRunThatIsNoRepairKeepsNothing() {
    request("r1", "");
    assertThat(scheduler.only(JobAccepted.class).repairs()).isNull();
    assertThat(scheduler.only(AttemptStarted.class).kept()).isEmpty();
  }

  @Test
  void aRetryOfARepairKeepsTheSame() {
    request("r1", ", \"retry\": {\"attempts\": 2, \"on\": [\"INFRASTRUCTURE\"]}");
    fails("r1", succeeded("a", "{}"));
    repair("again", "r1");
    lit("again", 1);
    finished("again", 1, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
    stopped("again", 1);
    scheduler.pass(Duration.ofSeconds(31));

    AttemptStarted second = last(AttemptStarted.class);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.kept()).extracting(KeptStep::step).containsExactly("a");
  }

  @Test
  void aRepairCanBeRepairedAndSaysWhereEachStepRan() {
    request("r1", "");
    fails("r1", succeeded("a", "{}"));
    repair("r2", "r1");
    fails("r2", succeeded("b", "{}"));
    repair("r3", "r2");

    assertThat(last(AttemptStarted.class).kept())
        .extracting(KeptStep::step, KeptStep::ranIn)
        .containsExactly(tuple("a", "r1"), tuple("b", "r2"));
  }

  @Test
  void aRepairThatEndedBeforeItsFirstAttemptKeepsWhatItHadKept() {
    request("r1", "");
    fails("r1", succeeded("a", "{}"));
    cancel("r2");
    repair("r2", "r1");
    assertThat(last(RunCompleted.class).outcome()).isEqualTo(Outcome.CANCELLED);
    repair("r3", "r2");

    assertThat(last(AttemptStarted.class).kept()).extracting(KeptStep::ranIn).containsExactly("r1");
  }

  @Test
  void ofARunThatWasLostWhatItsStepsHadSaidIsKept() {
    request("r1", "");
    lit("r1", 1);
    scheduler.event(TOPICS.steps(), "r1", new StepFinished("r1", 1, succeeded("a", "{}")));
    scheduler.pass(TIMES.silence());
    stopped("r1", 1);
    scheduler.pass(Duration.ofMillis(1));
    assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.LOST);
    repair("again", "r1");

    assertThat(last(AttemptStarted.class).kept()).extracting(KeptStep::step).containsExactly("a");
  }

  @Test
  void whatAnEarlierAttemptHadDoneIsKeptOnlyWhileNoLaterOneMayHaveBegunItAnew() {
    String retry = ", \"retry\": {\"attempts\": 2, \"on\": [\"INFRASTRUCTURE\"]}";
    for (String run : List.of("lit", "unlit")) {
      request(run, retry);
      lit(run, 1);
      finished(run, 1, Outcome.FAILED, FailureClass.INFRASTRUCTURE, succeeded("a", "{}"));
      stopped(run, 1);
      scheduler.pass(Duration.ofSeconds(31));
    }
    lit("lit", 2);
    finished("lit", 2, Outcome.FAILED, FailureClass.APPLICATION);
    stopped("lit", 2);
    stopped("unlit", 2);

    repair("again-lit", "lit");
    assertThat(last(AttemptStarted.class).kept()).isEmpty();
    repair("again-unlit", "unlit");
    assertThat(last(AttemptStarted.class).kept()).extracting(KeptStep::step).containsExactly("a");
  }

  @Test
  void aLeaseThatCannotBeReadMayHaveBegunEverythingAnew() {
    request("r1", ", \"retry\": {\"attempts\": 2, \"on\": [\"INFRASTRUCTURE\"]}");
    lit("r1", 1);
    finished("r1", 1, Outcome.FAILED, FailureClass.INFRASTRUCTURE, succeeded("a", "{}"));
    stopped("r1", 1);
    scheduler.pass(Duration.ofSeconds(31));
    starting("r1", 2);
    scheduler.unreadable(TOPICS.clusters(), "r1-2", LeaseGranted.class);
    stopped("r1", 2);
    scheduler.pass(TIMES.silence());
    repair("again", "r1");

    assertThat(last(AttemptStarted.class).runId()).isEqualTo("again");
    assertThat(last(AttemptStarted.class).kept()).isEmpty();
  }

  @Test
  void aStepWhoseReportWouldBeTooMuchToKeepIsRunAgain() {
    String tooMuch = "{\"text\": \"" + "x".repeat(200_000) + "\"}";
    request("r1", "");
    fails("r1", succeeded("a", tooMuch), succeeded("b", tooMuch));
    repair("again", "r1");

    assertThat(last(AttemptStarted.class).kept()).extracting(KeptStep::step).containsExactly("a");
  }

  @Test
  void aRepairIsARunLikeAnyOtherForLimitsAndDedupe() {
    request("r1", ", \"queue\": {\"maxConcurrentRuns\": 1}");
    fails("r1", succeeded("a", "{}"));
    request("r2", ", \"queue\": {\"maxConcurrentRuns\": 1}");
    repair("again", "r1");
    assertThat(last(AttemptStarted.class).runId()).isEqualTo("r2");
    fails("r2");
    assertThat(last(AttemptStarted.class).runId()).isEqualTo("again");

    int accepted = scheduler.all(JobAccepted.class).size();
    repair("again", "r1");
    assertThat(scheduler.all(JobAccepted.class)).hasSize(accepted);
    assertThat(scheduler.all(JobRejected.class)).isEmpty();
    repair("again", "r2");
    assertThat(scheduler.on(TOPICS.deadLetters("scheduler")).get(0).headers().get("mayfly_reason"))
        .contains("run again was already asked for with another payload");
  }

  @Test
  void whoGivesNoRunIdIsGivenOne() {
    request("r1", "");
    fails("r1");
    scheduler.bare(TOPICS.requests(), "{\"type\": \"RunRepairRequested\", \"repairs\": \"r1\"}");

    assertThat(last(AttemptStarted.class).runId()).hasSize(32);
  }

  @Test
  void howLongARepairTookIsNotHowLongTheJobTakes() {
    request("r1", "");
    fails("r1", succeeded("a", "{}"));
    repair("again", "r1");
    succeeds("again");

    assertThat(scheduler.stateKeys("paid/")).isEmpty();
    request("r2", "");
    succeeds("r2");
    assertThat(scheduler.stateKeys("paid/")).containsExactly("paid/birds");
  }

  @Nested
  class IsRefused {

    @Test
    void forARunThatSucceeded() {
      request("r1", "");
      succeeds("r1");
      repair("again", "r1");
      assertRejected("repairs: 'r1' is not in need of a repair: it succeeded");
    }

    @Test
    void forARunThatWasNeverKnownOrIsNoMore() {
      repair("again", "r1");
      assertRejected(
          "repairs: 'r1' is not a run that was accepted and ended within the last 7 days");
      request("r1", "");
      fails("r1");
      scheduler.pass(TIMES.requestRetention());
      repair("again2", "r1");
      assertRejected(
          "repairs: 'r1' is not a run that was accepted and ended within the last 7 days");
    }

    @Test
    void forARunThatIsLiveOrStillBeingTakenDown() {
      request("r1", "");
      repair("again1", "r1");
      String live =
          "repairs: 'r1' is not over: it has not ended, or its teardown is not confirmed yet";
      assertRejected(live);
      lit("r1", 1);
      finished("r1", 1, Outcome.FAILED, FailureClass.APPLICATION);
      scheduler.pass(TIMES.teardownBound());
      assertThat(scheduler.only(RunCompleted.class).runId()).isEqualTo("r1");
      repair("again2", "r1");
      assertRejected(live);
      stopped("r1", 1);
      repair("again3", "r1");
      assertThat(last(AttemptStarted.class).runId()).isEqualTo("again3");
    }

    @Test
    void whileAnotherRepairOfTheSameWorkIsLive() {
      request("r1", "");
      fails("r1");
      repair("r2", "r1");
      repair("again1", "r1");
      assertRejected(
          "repairs: 'r1' is not to be repaired twice at a time: run r2 repairs it and is not over");
      fails("r2");
      repair("r3", "r2");
      repair("again2", "r1");
      assertRejected(
          "repairs: 'r1' is not to be repaired twice at a time: run r3 repairs it and is not over");
    }

    @Test
    void whenARepairHasSucceeded() {
      request("r1", "");
      fails("r1");
      repair("r2", "r1");
      fails("r2");
      repair("r3", "r1");
      succeeds("r3");
      repair("again", "r2");
      assertRejected("repairs: 'r2' is not in need of another repair: run r3 has repaired it");
    }

    @Test
    void whenItsSpecIsNoMoreOneThatCouldBeAccepted() {
      request("r1", "");
      fails("r1");
      announce(List.of("s3a://elsewhere/"));
      repair("again", "r1");
      assertRejected(
          "steps[0].application: 's3a://jobs/a.jar' is not under a prefix that profile local allows:"
              + " s3a://elsewhere/");
    }

    private void assertRejected(String fault) {
      assertThat(last(JobRejected.class).faults()).extracting(Fault::toString).contains(fault);
    }
  }

  @Nested
  class OfDeployedJobs {

    @Test
    void theRunKeepsItsTickAndStandsApartFromOverlap() {
      deploy("birds", ", \"schedule\": {\"every\": \"1h\", \"overlap\": \"skip\"}");
      tick("t1", "2026-03-01T10:00:00Z");
      fails("t1", succeeded("a", "{}"));
      tick("t2", "2026-03-01T11:00:00Z");
      repair("again", "t1");

      JobAccepted accepted = last(JobAccepted.class);
      assertThat(accepted.runId()).isEqualTo("again");
      assertThat(accepted.tick().end()).isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
      assertThat(accepted.revision()).isNotNull();
    }

    @Test
    void whoFollowsTheJobIsAskedForWhenTheRepairSucceeds() {
      deploy("birds", "");
      deploy("after", ", \"trigger\": {\"job\": \"birds\", \"on\": [\"SUCCEEDED\"]}");
      scheduler.bare(TOPICS.requests(), "{\"runId\": \"r1\", \"job\": \"birds\"}");
      fails("r1");
      repair("again", "r1");
      assertThat(scheduler.all(JobRequested.class)).isEmpty();
      succeeds("again");

      assertThat(scheduler.only(JobRequested.class).job()).isEqualTo("after");
    }

    private void deploy(String job, String more) {
      byte[] value = spec(job, more).getBytes(StandardCharsets.UTF_8);
      scheduler.record(TOPICS.jobs(), job, Map.of(), value, now());
    }

    private void tick(String runId, String end) {
      String tick = "\"tick\": {\"end\": \"" + end + "\"}";
      scheduler.bare(
          TOPICS.requests(), "{\"runId\": \"" + runId + "\", \"job\": \"birds\", " + tick + "}");
    }
  }

  @Nested
  class WhatIsKept {

    @Test
    void isForgottenAfterTheRetentionOfRequests() {
      request("r1", "");
      fails("r1", succeeded("a", "{}"));
      scheduler.pass(Duration.ofDays(3));
      repair("again", "r1");
      fails("again");
      scheduler.pass(TIMES.requestRetention().minusDays(3));
      assertThat(scheduler.stateKeys("repairable/")).containsExactly("repairable/again");
      assertThat(scheduler.stateKeys("repair/")).containsExactly("repair/r1");
      scheduler.pass(Duration.ofDays(3));
      assertThat(kept()).isEmpty();
    }

    @Test
    void isNothingOfARunThatSucceeded() {
      request("r1", "");
      succeeds("r1");
      assertThat(kept()).isEmpty();
    }

    @Test
    void staysWhileARepairOfItIsLive() {
      request("r1", "");
      fails("r1");
      repair("r2", "r1");
      fails("r2");
      scheduler.pass(TIMES.requestRetention().minusHours(1));
      repair("r3", "r2");
      scheduler.pass(Duration.ofHours(2));
      assertThat(scheduler.stateKeys("repair/")).containsExactly("repair/r1");
    }

    private List<String> kept() {
      var keys = new ArrayList<String>();
      Set.of("repairable/", "repair/", "progress/")
          .forEach(kind -> keys.addAll(scheduler.stateKeys(kind)));
      return keys;
    }
  }

  private void announce(List<String> prefixes) {
    scheduler.event(
        TOPICS.profiles(),
        "local",
        Profiles.profile("local", prefixes, Profiles.DOLLAR_A_SECOND, now()));
  }

  private static String spec(String name, String more) {
    return """
        {"name": "%s", "cluster": {"workers": 1}, "steps": [
          {"name": "a", "application": "s3a://jobs/a.jar", "mainClass": "A", "args": ["s3a://out/{{ run.id }}"]},
          {"name": "b", "application": "s3a://jobs/a.jar", "mainClass": "A", "after": ["a"]},
          {"name": "c", "application": "s3a://jobs/a.jar", "mainClass": "A", "after": ["b"]}]%s}"""
        .formatted(name, more);
  }

  private void request(String runId, String more) {
    scheduler.bare(
        TOPICS.requests(), "{\"runId\": \"" + runId + "\", \"spec\": " + spec("birds", more) + "}");
  }

  private void repair(String runId, String repairs) {
    String ids = "\"runId\": \"" + runId + "\", \"repairs\": \"" + repairs + "\"";
    scheduler.bare(
        TOPICS.requests(),
        "{\"type\": \"RunRepairRequested\", " + ids + ", \"requestedBy\": \"ana\"}");
  }

  private void cancel(String runId) {
    scheduler.bare(
        TOPICS.requests(), "{\"type\": \"RunCancelRequested\", \"runId\": \"" + runId + "\"}");
  }

  private static StepResult succeeded(String step, String reported) {
    return new StepResult(
        step,
        Outcome.SUCCEEDED,
        null,
        null,
        0,
        null,
        null,
        null,
        List.of(),
        List.of(),
        Json.parse(reported),
        null,
        null,
        null);
  }

  private void fails(String runId, StepResult... steps) {
    lit(runId, 1);
    finished(runId, 1, Outcome.FAILED, FailureClass.APPLICATION, steps);
    stopped(runId, 1);
    assertThat(last(RunCompleted.class).runId()).isEqualTo(runId);
  }

  private void succeeds(String runId) {
    lit(runId, 1);
    scheduler.pass(Duration.ofSeconds(10));
    finished(runId, 1, Outcome.SUCCEEDED, null);
    stopped(runId, 1);
    assertThat(last(RunCompleted.class).runId()).isEqualTo(runId);
  }

  private void starting(String runId, int attempt) {
    String id = runId + "-" + attempt;
    scheduler.event(
        TOPICS.clusters(), id, new ClusterStarting(id, runId, attempt, "local", 1, now()));
  }

  private void lit(String runId, int attempt) {
    String id = runId + "-" + attempt;
    starting(runId, attempt);
    scheduler.event(TOPICS.clusters(), id, new LeaseGranted(id, runId, attempt, "sub", now()));
  }

  private void finished(
      String runId, int attempt, Outcome outcome, FailureClass cls, StepResult... steps) {
    for (StepResult step : steps) {
      scheduler.event(TOPICS.steps(), runId, new StepFinished(runId, attempt, step));
    }
    var summary = new Summary(List.of(steps), null);
    String id = runId + "-" + attempt;
    scheduler.event(
        TOPICS.steps(),
        runId,
        new JobFinished(runId, attempt, id, outcome, cls, null, summary, now()));
  }

  private void stopped(String runId, int attempt) {
    String id = runId + "-" + attempt;
    scheduler.event(TOPICS.clusters(), id, new ClusterStopped(id, runId, attempt, now()));
  }

  private <T> T last(Class<T> type) {
    List<T> all = scheduler.all(type);
    return all.get(all.size() - 1);
  }

  private Instant now() {
    return scheduler.now();
  }
}
