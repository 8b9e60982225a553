package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.RunEvent.TeardownConfirmed;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.JobStarted;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SchedulerDecisionTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final Times TIMES = Times.DEFAULT;
  private static final String SPEC =
      """
      {"name": "birds", "owner": "analytics", "cluster": {"workers": 1},
       "steps": [{"name": "s", "application": "s3a://jobs/a.jar", "mainClass": "A"}] %s}""";

  private final DecisionDriver scheduler =
      new DecisionDriver(sound(), TOPICS.deadLetters("scheduler"));

  private static SchedulerDecision sound() {
    return new SchedulerDecision(TOPICS, TIMES);
  }

  @Nested
  class Requests {

    @Test
    void aGoodRequestIsAcceptedAndItsFirstAttemptStarts() {
      announce();
      request("r1", "");
      assertThat(scheduler.only(JobAccepted.class).runId()).isEqualTo("r1");
      assertThat(scheduler.only(AttemptStarted.class).attempt()).isEqualTo(1);
    }

    @Test
    void theSameRequestAgainChangesNothing() {
      announce();
      request("r1", "");
      request("r1", "");
      assertThat(scheduler.all(JobAccepted.class)).hasSize(1);
      assertThat(scheduler.on(TOPICS.deadLetters("scheduler"))).isEmpty();
    }

    @Test
    void theSameRunIdWithAnotherPayloadIsADeadLetterAndTheRunUntouched() {
      announce();
      request("r1", "");
      request("r1", ", \"timeout\": \"3h\"");
      assertThat(scheduler.all(JobAccepted.class)).hasSize(1);
      var letter = scheduler.on(TOPICS.deadLetters("scheduler")).get(0);
      assertThat(letter.headers().get("mayfly_reason")).contains("r1", "another payload");
    }

    @Test
    void aCompletedRunIsRememberedForTheDedupeWindowAndForgottenAfter() {
      announce();
      request("r1", "");
      runsToSuccess("r1", 1);
      request("r1", "");
      assertThat(scheduler.all(JobAccepted.class)).hasSize(1);
      scheduler.pass(TIMES.dedupeWindow());
      assertThat(scheduler.stateKeys("seen/")).isEmpty();
    }

    @Test
    void aBadSpecIsRejectedOnceWithEveryFault() {
      announce();
      scheduler.bare(
          TOPICS.requests(), "{\"runId\": \"r1\", \"spec\": {\"cluster\": {\"workers\": -1}}}");
      JobRejected rejected = scheduler.only(JobRejected.class);
      assertThat(rejected.faults())
          .extracting(f -> f.path())
          .contains("name", "cluster.workers", "steps");
    }

    @Test
    void anUnknownProfileIsRejectedWithWhatThereIs() {
      announce();
      scheduler.bare(
          TOPICS.requests(),
          "{\"spec\": "
              + SPEC.formatted("").replace("{\"workers\": 1}", "{\"profile\": \"moon\"}")
              + "}");
      assertThat(scheduler.only(JobRejected.class).faults().get(0).toString())
          .contains("moon", "local");
    }

    @Test
    void anAllowedPrefixEndsWhereAFolderDoes() {
      scheduler.event(
          TOPICS.profiles(),
          "local",
          Profiles.profile("local", List.of("s3a://jobs"), Profiles.DOLLAR_A_SECOND, now()));
      request("r1", "");
      assertThat(scheduler.only(JobAccepted.class).runId()).isEqualTo("r1");
      scheduler.bare(
          TOPICS.requests(),
          "{\"runId\": \"r2\", \"spec\": "
              + SPEC.formatted("").replace("s3a://jobs/", "s3a://jobs-of-eve/")
              + "}");
      assertThat(scheduler.only(JobRejected.class).faults().get(0).toString())
          .contains("s3a://jobs-of-eve/", "is not under a prefix");
    }

    @Test
    void aRequestThatComesBeforeAnyProfileWaitsForOne() {
      request("r1", "");
      assertThat(scheduler.all(JobAccepted.class)).isEmpty();
      assertThat(scheduler.all(JobRejected.class)).isEmpty();
      announce();
      assertThat(scheduler.only(JobAccepted.class).runId()).isEqualTo("r1");
    }

    @Test
    void whatIsNoRequestIsADeadLetterWithItsReason() {
      announce();
      scheduler.bare(TOPICS.requests(), "not json");
      assertThat(scheduler.on(TOPICS.deadLetters("scheduler")).get(0).headers())
          .containsKey("mayfly_reason");
    }
  }

  @Nested
  class Completion {

    @Test
    void successIsToldOnlyAfterTheClusterIsGone() {
      accepted("");
      lit(1);
      jobFinished(1, Outcome.SUCCEEDED, null);
      assertThat(scheduler.all(RunCompleted.class)).isEmpty();
      clusterStopped(1);
      RunCompleted completed = scheduler.only(RunCompleted.class);
      assertThat(completed.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(completed.teardown()).isEqualTo(Teardown.CONFIRMED);
      assertThat(scheduler.stateKeys("run/")).isEmpty();
      assertThat(scheduler.stateKeys("engine.timer/"))
          .allMatch(k -> k.startsWith("engine.timer/forget"));
    }

    @Test
    void anUnconfirmedTeardownIsToldWithinItsBoundAndChased() {
      accepted("");
      lit(1);
      jobFinished(1, Outcome.SUCCEEDED, null);
      scheduler.pass(TIMES.teardownBound());
      assertThat(scheduler.only(RunCompleted.class).teardown()).isEqualTo(Teardown.UNCONFIRMED);
      clusterStopped(1);
      assertThat(scheduler.only(TeardownConfirmed.class).runId()).isEqualTo("r1");
      assertThat(scheduler.all(RunCompleted.class)).hasSize(1);
    }

    @Test
    void aClusterThatFailsEndsTheAttemptInItsOwnClass() {
      accepted("");
      starting(1);
      scheduler.event(
          TOPICS.clusters(),
          "mf-1",
          new ClusterFailed("mf-1", "r1", 1, FailureClass.QUOTA, "no cores left", now()));
      clusterStopped(1);
      assertThat(scheduler.only(RunCompleted.class).failureClass()).isEqualTo(FailureClass.QUOTA);
    }
  }

  @Nested
  class Retries {

    @Test
    void aRetriableFailureWaitsItsBackoffAndStartsAnew() {
      accepted(", \"retry\": {\"attempts\": 2, \"on\": [\"INFRASTRUCTURE\"]}");
      lit(1);
      jobFinished(1, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
      clusterStopped(1);
      assertThat(scheduler.only(AttemptEnded.class).retryAt()).isNotNull();
      assertThat(scheduler.all(AttemptStarted.class)).hasSize(1);
      scheduler.pass(Duration.ofSeconds(31));
      assertThat(scheduler.all(AttemptStarted.class)).hasSize(2);
      lit(2);
      jobFinished(2, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
      clusterStopped(2);
      assertThat(scheduler.only(RunCompleted.class).attempts()).isEqualTo(2);
    }

    @Test
    void theClustersOfAllAttemptsArePaidFor() {
      accepted(", \"retry\": {\"attempts\": 2, \"on\": [\"INFRASTRUCTURE\"]}");
      lit(1);
      scheduler.pass(Duration.ofSeconds(10));
      jobFinished(1, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
      clusterStopped(1);
      scheduler.pass(Duration.ofMinutes(1));
      lit(2);
      scheduler.pass(Duration.ofSeconds(20));
      jobFinished(2, Outcome.SUCCEEDED, null);
      clusterStopped(2);
      Cost cost = scheduler.only(RunCompleted.class).cost();
      assertThat(cost.paid()).isEqualTo(Duration.ofSeconds(30));
      assertThat(cost.amount()).isEqualTo(30.0);
    }

    @Test
    void anApplicationsOwnFailureIsNotTriedAgain() {
      accepted(", \"retry\": {\"attempts\": 3}");
      lit(1);
      jobFinished(1, Outcome.FAILED, FailureClass.APPLICATION);
      clusterStopped(1);
      assertThat(scheduler.only(RunCompleted.class).attempts()).isEqualTo(1);
    }

    @Test
    void aLateWordOfAnEarlierAttemptIsIgnored() {
      accepted(", \"retry\": {\"attempts\": 2}");
      lit(1);
      jobFinished(1, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
      clusterStopped(1);
      scheduler.pass(Duration.ofSeconds(31));
      jobFinished(1, Outcome.SUCCEEDED, null);
      clusterStopped(1);
      assertThat(scheduler.all(RunCompleted.class)).isEmpty();
    }
  }

  @Nested
  class Stops {

    @Test
    void aTimeOutStopsTheAttemptAndIsTheOutcomeWhateverTheDriverSaysLater() {
      accepted(", \"timeout\": \"10m\"");
      lit(1);
      beat(Duration.ofMinutes(10));
      assertThat(scheduler.only(AttemptStopping.class).reason()).isEqualTo(StopReason.TIMEOUT);
      jobFinished(1, Outcome.SUCCEEDED, null);
      clusterStopped(1);
      RunCompleted completed = scheduler.only(RunCompleted.class);
      assertThat(completed.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(completed.cause()).contains("10m");
      assertThat(completed.summary()).isNotNull();
    }

    @Test
    void aTimeOutThatCouldNotBeHandledStillBoundsWhatIsTriedAgain() {
      accepted(
          ", \"timeout\": \"10m\", \"retry\": {\"attempts\": 2, \"on\": [\"INFRASTRUCTURE\"]}");
      lit(1);
      scheduler.restart(FailsOn.timers(sound(), Runs.TIMEOUT));
      beat(Duration.ofMinutes(10));
      assertThat(scheduler.only(AttemptStopping.class).reason()).isEqualTo(StopReason.SUSPECT);
      scheduler.restart(sound());
      jobFinished(1, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
      clusterStopped(1);
      scheduler.pass(Duration.ofSeconds(31));
      lit(2);
      beat(2, TIMES.teardownBound());
      assertThat(scheduler.all(AttemptStopping.class))
          .extracting(AttemptStopping::attempt, AttemptStopping::reason)
          .containsExactly(tuple(1, StopReason.SUSPECT), tuple(2, StopReason.TIMEOUT));
    }

    @Test
    void aCancelThatOvertakesItsRunStillHolds() {
      announce();
      cancel();
      request("r1", "");
      assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(scheduler.all(AttemptStarted.class)).isEmpty();
    }

    @Test
    void aCancelDuringTheBackoffEndsTheRunAtOnce() {
      accepted(", \"retry\": {\"attempts\": 2}");
      lit(1);
      jobFinished(1, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
      clusterStopped(1);
      cancel();
      assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.CANCELLED);
      scheduler.pass(Duration.ofHours(1));
      assertThat(scheduler.all(AttemptStarted.class)).hasSize(1);
    }

    @Test
    void silenceMakesTheAttemptSuspectAndLostOnceItsClusterIsGone() {
      accepted("");
      lit(1);
      beat(Duration.ofMinutes(1));
      scheduler.pass(TIMES.silence());
      assertThat(scheduler.only(AttemptStopping.class).reason()).isEqualTo(StopReason.SUSPECT);
      clusterStopped(1);
      scheduler.pass(Duration.ofMillis(1));
      RunCompleted completed = scheduler.only(RunCompleted.class);
      assertThat(completed.outcome()).isEqualTo(Outcome.LOST);
      assertThat(completed.failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
    }

    @Test
    void aLeaseThatCannotBeReadMayHaveADriverWhoseLeaseIsWaitedFor() {
      accepted("");
      starting(1);
      scheduler.unreadable(TOPICS.clusters(), "mf-1", LeaseGranted.class);
      assertThat(scheduler.only(AttemptStopping.class).reason()).isEqualTo(StopReason.SUSPECT);
      clusterStopped(1);
      assertThat(scheduler.all(RunCompleted.class)).isEmpty();
      scheduler.pass(TIMES.silence());
      assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aCancelledRunWhoseDriverIsNotProvedDeadWaitsForItsLeaseToLapse() {
      accepted("");
      lit(1);
      cancel();
      clusterStopped(1);
      assertThat(scheduler.all(RunCompleted.class)).isEmpty();
      scheduler.pass(TIMES.silence());
      assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.CANCELLED);
    }
  }

  private void announce() {
    scheduler.event(
        TOPICS.profiles(), "local", Profiles.profile("local", Profiles.DOLLAR_A_SECOND, now()));
  }

  private void accepted(String more) {
    announce();
    request("r1", more);
  }

  private void request(String runId, String more) {
    scheduler.bare(
        TOPICS.requests(),
        "{\"runId\": \"" + runId + "\", \"spec\": " + SPEC.formatted(more) + "}");
  }

  private void cancel() {
    scheduler.bare(TOPICS.requests(), "{\"type\": \"RunCancelRequested\", \"runId\": \"r1\"}");
  }

  private void starting(int attempt) {
    String id = "mf-" + attempt;
    scheduler.event(
        TOPICS.clusters(), id, new ClusterStarting(id, "r1", attempt, "local", 1, now()));
  }

  private void lit(int attempt) {
    String id = "mf-" + attempt;
    starting(attempt);
    scheduler.event(
        TOPICS.clusters(),
        id,
        new ClusterReady(id, "r1", attempt, new ClusterEndpoints("spark://x:1", null), now()));
    scheduler.event(TOPICS.clusters(), id, new LeaseGranted(id, "r1", attempt, "sub", now()));
    scheduler.event(TOPICS.steps(), "r1", new JobStarted("r1", attempt, id, "sub", now()));
  }

  private void beat(Duration during) {
    beat(1, during);
  }

  private void beat(int attempt, Duration during) {
    for (long s = 0; s < during.toSeconds(); s += 60) {
      scheduler.pass(Duration.ofSeconds(60));
      scheduler.event(
          TOPICS.heartbeats(),
          "r1",
          new JobProgressed("r1", attempt, "s", 0, 0, 0, 0, 0, 0, 0, null, null, now()));
    }
  }

  private void jobFinished(int attempt, Outcome outcome, @Nullable FailureClass cls) {
    scheduler.event(
        TOPICS.steps(),
        "r1",
        new JobFinished("r1", attempt, "mf-" + attempt, outcome, cls, null, Summary.EMPTY, now()));
  }

  private void clusterStopped(int attempt) {
    String id = "mf-" + attempt;
    scheduler.event(TOPICS.clusters(), id, new ClusterStopped(id, "r1", attempt, now()));
  }

  private void runsToSuccess(String runId, int attempt) {
    lit(attempt);
    jobFinished(attempt, Outcome.SUCCEEDED, null);
    clusterStopped(attempt);
    assertThat(scheduler.only(RunCompleted.class).runId()).isEqualTo(runId);
  }

  private Instant now() {
    return scheduler.now();
  }
}
