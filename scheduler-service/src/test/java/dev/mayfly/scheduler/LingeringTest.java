package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.RunEvent.TeardownConfirmed;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs whose cluster is kept for their next attempt; 10 s are between two of them. */
class LingeringTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final Times TIMES = Times.DEFAULT;
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final DecisionDriver scheduler =
      new DecisionDriver(new SchedulerDecision(TOPICS, TIMES), TOPICS.deadLetters("scheduler"));

  @BeforeEach
  void announce() {
    scheduler.event(TOPICS.profiles(), "local", Profiles.profile("local", null, now()));
  }

  @Test
  void theNextAttemptIsToTakeUpTheClusterThatLingers() {
    failsAndLingers("");
    scheduler.pass(WAIT);
    assertThat(attempts()).extracting("reuse").containsExactly(null, "c-1");
  }

  @Test
  void whatIsGoneByThenIsNotOfferedToIt() {
    failsAndLingers("");
    stopped("c-1", 1);
    scheduler.pass(WAIT);
    assertThat(attempts()).extracting("reuse").containsExactly(null, null);
    assertThat(scheduler.all(RunCompleted.class)).isEmpty();
  }

  @Test
  void itIsPaidForFromItsFirstAttemptToItsLastWithoutAGap() {
    failsAndLingers("");
    scheduler.pass(WAIT);
    leased("c-1", 2);
    scheduler.pass(Duration.ofSeconds(30));
    finished(2, Outcome.SUCCEEDED);
    stopped("c-1", 2);
    RunCompleted end = scheduler.only(RunCompleted.class);
    assertThat(end.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(end.cost().paid()).isEqualTo(Duration.ofSeconds(100));
    assertThat(end.teardown()).isEqualTo(Teardown.CONFIRMED);
    assertThat(scheduler.stateKeys("lingering/")).isEmpty();
  }

  @Test
  void oneThatLingeredInVainIsPaidForTooAndWaitedForAtTheEnd() {
    failsAndLingers("");
    scheduler.pass(WAIT);
    leased("c-2", 2);
    finished(2, Outcome.SUCCEEDED);
    stopped("c-2", 2);
    assertThat(scheduler.all(RunCompleted.class)).isEmpty();
    scheduler.pass(Duration.ofSeconds(50));
    stopped("c-1", 1);
    RunCompleted end = scheduler.only(RunCompleted.class);
    assertThat(end.teardown()).isEqualTo(Teardown.CONFIRMED);
    assertThat(end.cost().paid()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aCancelBetweenTwoAttemptsEndsTheLingerFirst() {
    failsAndLingers("");
    cancel();
    AttemptStopping stop = scheduler.only(AttemptStopping.class);
    assertThat(stop.reason()).isEqualTo(StopReason.CANCEL);
    assertThat(stop.attempt()).isEqualTo(1);
    assertThat(scheduler.all(RunCompleted.class)).isEmpty();
    scheduler.pass(WAIT);
    assertThat(attempts()).hasSize(1);
    stopped("c-1", 1);
    RunCompleted end = scheduler.only(RunCompleted.class);
    assertThat(end.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(end.teardown()).isEqualTo(Teardown.CONFIRMED);
    assertThat(end.cost().paid()).isEqualTo(Duration.ofMinutes(1).plus(WAIT));
    assertThat(scheduler.all(AttemptEnded.class)).hasSize(1);
  }

  @Test
  void aCancelWhileTheAttemptEndsReachesTheClusterThatMayBeKept() {
    leasesFor("", 60);
    finished(1, Outcome.FAILED);
    cancel();
    lingers("c-1", 1);
    assertThat(scheduler.only(AttemptStopping.class).reason()).isEqualTo(StopReason.CANCEL);
    assertThat(scheduler.all(AttemptEnded.class)).isEmpty();
    stopped("c-1", 1);
    assertThat(scheduler.only(AttemptEnded.class).outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void aBudgetThatIsSpentMeanwhileEndsTheRun() {
    failsAndLingers("budget: {time: 65s}");
    scheduler.pass(Duration.ofSeconds(5));
    assertThat(scheduler.only(AttemptStopping.class).reason()).isEqualTo(StopReason.BUDGET);
    stopped("c-1", 1);
    assertThat(scheduler.only(RunCompleted.class).cause()).contains("over its budget");
  }

  @Test
  void aBudgetGoesOnWithTheClusterThatIsTakenUp() {
    failsAndLingers("budget: {time: 80s}");
    scheduler.pass(WAIT);
    leased("c-1", 2);
    scheduler.pass(Duration.ofSeconds(9));
    assertThat(scheduler.all(AttemptStopping.class)).isEmpty();
    scheduler.pass(Duration.ofSeconds(1));
    assertThat(scheduler.only(AttemptStopping.class).reason()).isEqualTo(StopReason.BUDGET);
  }

  @Test
  void aBudgetIsNotSpentWhileNothingIsThere() {
    failsAndLingers("budget: {time: 65s}");
    stopped("c-1", 1);
    scheduler.pass(WAIT);
    assertThat(scheduler.all(AttemptStopping.class)).isEmpty();
    assertThat(attempts()).hasSize(2);
  }

  @Test
  void theLeaseMayEndBeforeItIsKnownHowTheJobDid() {
    leasesFor("", 60);
    lingers("c-1", 1);
    assertThat(scheduler.all(AttemptEnded.class)).isEmpty();
    finished(1, Outcome.FAILED);
    scheduler.pass(WAIT);
    assertThat(attempts()).extracting("reuse").containsExactly(null, "c-1");
  }

  @Test
  void oneThatIsNotPutOutInTimeIsChased() {
    failsAndLingers("");
    cancel();
    scheduler.pass(TIMES.teardownBound());
    assertThat(scheduler.only(RunCompleted.class).teardown()).isEqualTo(Teardown.UNCONFIRMED);
    stopped("c-1", 1);
    assertThat(scheduler.only(TeardownConfirmed.class).clusterId()).isEqualTo("c-1");
    assertThat(scheduler.stateKeys("run/")).isEmpty();
    assertThat(scheduler.stateKeys("lingering/")).isEmpty();
    assertThat(scheduler.stateKeys("cost/")).isEmpty();
  }

  @Test
  void twoClustersThatAreNotPutOutInTimeAreChasedBoth() {
    failsAndLingers("");
    scheduler.pass(WAIT);
    leased("c-2", 2);
    finished(2, Outcome.SUCCEEDED);
    scheduler.pass(TIMES.teardownBound());
    stopped("c-2", 2);
    assertThat(scheduler.all(TeardownConfirmed.class)).isEmpty();
    stopped("c-1", 1);
    assertThat(scheduler.all(TeardownConfirmed.class)).hasSize(1);
  }

  @Test
  void howLongItTookToBeTakenUpTeachesNothingOfHowLongClustersTakeToStart() {
    failsAndLingers("");
    List<String> learnt = scheduler.stateKeys("starts/");
    assertThat(learnt).hasSize(1);
    scheduler.pass(WAIT);
    leased("c-1", 2);
    assertThat(scheduler.only(AttemptEnded.class).retryAt()).isNotNull();
    finished(2, Outcome.SUCCEEDED);
    stopped("c-1", 2);
    RunCompleted end = scheduler.only(RunCompleted.class);
    assertThat(Duration.between(end.times().clusterStartingAt(), end.times().clusterReadyAt()))
        .isEqualTo(WAIT);
  }

  private void failsAndLingers(String more) {
    leasesFor(more, 60);
    finished(1, Outcome.FAILED);
    lingers("c-1", 1);
    assertThat(scheduler.only(AttemptEnded.class).retryAt()).isEqualTo(now().plus(WAIT));
  }

  private void leasesFor(String more, long seconds) {
    String step = "{name: s, application: 's3a://jobs/a.jar', mainClass: A}";
    String retry = "{on: [APPLICATION], cluster: same, backoff: {first: 10s, factor: 1}}";
    String spec = "{name: birds, steps: [%s], retry: %s, %s}".formatted(step, retry, more);
    scheduler.bare(TOPICS.requests(), Json.text(SpecText.read("{runId: r1, spec: " + spec + "}")));
    leased("c-1", 1);
    scheduler.pass(Duration.ofSeconds(seconds));
  }

  private void leased(String cluster, int attempt) {
    cluster(cluster, new ClusterStarting(cluster, "r1", attempt, "local", 1, now()));
    var endpoints = new ClusterEndpoints("spark://x:1", null);
    cluster(cluster, new ClusterReady(cluster, "r1", attempt, endpoints, now()));
    cluster(cluster, new LeaseGranted(cluster, "r1", attempt, "sub", now()));
  }

  private void finished(int attempt, Outcome outcome) {
    FailureClass cls = outcome.isSuccess() ? null : FailureClass.APPLICATION;
    scheduler.event(
        TOPICS.steps(),
        "r1",
        new JobFinished("r1", attempt, "c-1", outcome, cls, null, Summary.EMPTY, now()));
  }

  private void lingers(String cluster, int attempt) {
    Instant until = now().plus(TIMES.linger());
    cluster(cluster, new LeaseEnded(cluster, "r1", attempt, now(), null, until));
  }

  private void stopped(String cluster, int attempt) {
    cluster(cluster, new ClusterStopped(cluster, "r1", attempt, now()));
  }

  private void cancel() {
    scheduler.bare(TOPICS.requests(), "{\"type\": \"RunCancelRequested\", \"runId\": \"r1\"}");
  }

  private void cluster(String cluster, Object event) {
    scheduler.event(TOPICS.clusters(), cluster, event);
  }

  private List<AttemptStarted> attempts() {
    return scheduler.all(AttemptStarted.class);
  }

  private Instant now() {
    return scheduler.now();
  }
}
