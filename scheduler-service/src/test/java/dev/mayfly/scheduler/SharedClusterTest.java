package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs whose cluster others hold, too: the end of the lease is their teardown. */
class SharedClusterTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final Times TIMES = Times.DEFAULT;
  private static final String CLUSTER = "mf-shared";

  private final DecisionDriver scheduler =
      new DecisionDriver(new SchedulerDecision(TOPICS, TIMES), TOPICS.deadLetters("scheduler"));

  @BeforeEach
  void announce() {
    scheduler.event(
        TOPICS.profiles(), "local", Profiles.profile("local", Profiles.DOLLAR_A_SECOND, now()));
  }

  @Test
  void aRunIsCompletedWhenItsLeaseHasEndedAndPaysForItsShareOfThatTime() {
    leased("r1", 1);
    scheduler.pass(Duration.ofSeconds(10));
    finished("r1", Outcome.SUCCEEDED);
    assertThat(scheduler.all(RunCompleted.class)).isEmpty();
    leaseEnded("r1", 1);
    RunCompleted completed = scheduler.only(RunCompleted.class);
    assertThat(completed.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(completed.teardown()).isEqualTo(Teardown.CONFIRMED);
    assertThat(completed.clusterId()).isEqualTo(CLUSTER);
    Cost cost = completed.cost();
    assertThat(cost.paid()).isEqualTo(Duration.ofSeconds(10));
    assertThat(cost.amount()).as("half of 2 cores for 10 s").isCloseTo(10.0, within(1e-9));
  }

  @Test
  void anEndOfTheLeaseThatOvertakesTheEndOfTheJobDoesNotDecideIt() {
    leased("r1", 1);
    leaseEnded("r1", 1);
    assertThat(scheduler.all(AttemptEnded.class)).isEmpty();
    finished("r1", Outcome.SUCCEEDED);
    assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void whenTheEndOfTheJobNeverComesItsSilenceEndsTheRun() {
    leased("r1", 1);
    leaseEnded("r1", 1);
    scheduler.pass(TIMES.silence());
    assertThat(scheduler.only(AttemptStopping.class).reason()).isEqualTo(StopReason.SUSPECT);
    scheduler.pass(TIMES.silence());
    assertThat(scheduler.only(AttemptEnded.class).outcome()).isEqualTo(Outcome.LOST);
  }

  @Test
  void theEndOfTheLeaseDoesNotProveThatTheDriverIsDead() {
    leased("r1", 1);
    scheduler.bare(TOPICS.requests(), "{\"type\": \"RunCancelRequested\", \"runId\": \"r1\"}");
    leaseEnded("r1", 1);
    assertThat(scheduler.all(RunCompleted.class)).isEmpty();
    scheduler.pass(TIMES.silence());
    assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void aLeaseThatEndsLateIsChased() {
    leased("r1", 1);
    finished("r1", Outcome.SUCCEEDED);
    scheduler.pass(TIMES.teardownBound());
    assertThat(scheduler.only(RunCompleted.class).teardown()).isEqualTo(Teardown.UNCONFIRMED);
    leaseEnded("r1", 1);
    assertThat(scheduler.only(TeardownConfirmed.class).clusterId()).isEqualTo(CLUSTER);
  }

  @Test
  void aRetryBeginsThoughTheClusterIsStillThere() {
    leased("r1", 1);
    cluster(
        new ClusterFailed(
            CLUSTER, "r1", 1, FailureClass.INFRASTRUCTURE, "no live submitter", now()));
    finished("r1", Outcome.FAILED);
    leaseEnded("r1", 1);
    scheduler.pass(Duration.ofSeconds(30));
    assertThat(scheduler.all(AttemptStarted.class)).hasSize(2);
    leaseEnded("r1", 1);
    assertThat(scheduler.all(AttemptEnded.class)).as("a late word").hasSize(1);
  }

  @Test
  void theEndOfALeaseOfAnEphemeralClusterIsNotYetItsTeardown() {
    leased("r1", 1);
    finished("r1", Outcome.SUCCEEDED);
    cluster(new LeaseEnded(CLUSTER, "r1", 1, now(), null, null));
    assertThat(scheduler.all(RunCompleted.class)).isEmpty();
  }

  @Test
  void whatCannotBeReadOfASharedClusterEndsAllThatMayBeMeant() {
    leased("r1", 1);
    leased("r2", 1);
    scheduler.unreadable(TOPICS.clusters(), CLUSTER, LeaseEnded.class);
    assertThat(scheduler.all(AttemptStopping.class))
        .extracting(AttemptStopping::runId)
        .containsExactly("r1", "r2");
  }

  private void leased(String run, int attempt) {
    scheduler.bare(
        TOPICS.requests(),
        """
        {"runId": "%s", "spec": {"name": "birds", "cluster": {"lifecycle": "shared", "cores": 2},
         "steps": [{"name": "s", "application": "s3a://jobs/a.jar", "mainClass": "A"}],
         "retry": {"attempts": 2, "backoff": {"first": "30s"}}}}"""
            .formatted(run));
    cluster(new ClusterStarting(CLUSTER, run, attempt, "local", 1, now()));
    cluster(
        new ClusterReady(CLUSTER, run, attempt, new ClusterEndpoints("spark://x:1", null), now()));
    cluster(new LeaseGranted(CLUSTER, run, attempt, "sub", now()));
    scheduler.event(TOPICS.steps(), run, new JobStarted(run, attempt, CLUSTER, "sub", now()));
  }

  private void finished(String run, Outcome outcome) {
    FailureClass cls = outcome.isSuccess() ? null : FailureClass.INFRASTRUCTURE;
    scheduler.event(
        TOPICS.steps(),
        run,
        new JobFinished(run, 1, CLUSTER, outcome, cls, null, Summary.EMPTY, now()));
  }

  private void leaseEnded(String run, int attempt) {
    cluster(new LeaseEnded(CLUSTER, run, attempt, now(), true, null));
  }

  private void cluster(Object event) {
    scheduler.event(TOPICS.clusters(), CLUSTER, event);
  }

  private Instant now() {
    return scheduler.now();
  }
}
