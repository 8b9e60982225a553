package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A worker with one core and one GiB costs 6 USD an hour here. */
class CostsTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final Prices PRICES = new Prices("USD", 5.0, 1.0);

  private final DecisionDriver scheduler =
      new DecisionDriver(sound(), TOPICS.deadLetters("scheduler"));

  private static SchedulerDecision sound() {
    return new SchedulerDecision(TOPICS, Times.DEFAULT);
  }

  @Test
  void aRunThatPassesItsAmountIsEndedByPuttingItsClusterOut() {
    announce(PRICES);
    request("r1", "budget: {amount: 1, currency: USD}");
    starting("r1", 1);
    scheduler.pass(Duration.ofMinutes(9));
    assertThat(scheduler.all(AttemptStopping.class)).isEmpty();
    scheduler.pass(Duration.ofMinutes(1));
    assertThat(scheduler.only(AttemptStopping.class).reason()).isEqualTo(StopReason.BUDGET);
    stopped("r1", 1);
    RunCompleted end = scheduler.only(RunCompleted.class);
    assertThat(end.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(end.cause()).isEqualTo("over its budget of 1.00 USD");
  }

  @Test
  void whatEarlierAttemptsTookIsSpent() {
    announce(null);
    request("r1", "budget: {time: 10m}, retry: {on: [INFRASTRUCTURE], backoff: {first: 1h}}");
    starting("r1", 1);
    scheduler.pass(Duration.ofMinutes(8));
    finished("r1", 1, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
    stopped("r1", 1);
    // nothing is paid for while it waits
    scheduler.pass(Duration.ofHours(1));
    assertThat(scheduler.all(AttemptStarted.class)).hasSize(2);
    starting("r1", 2);
    scheduler.pass(Duration.ofSeconds(119));
    assertThat(scheduler.all(AttemptStopping.class)).isEmpty();
    scheduler.pass(Duration.ofSeconds(1));
    assertThat(scheduler.only(AttemptStopping.class).reason()).isEqualTo(StopReason.BUDGET);
  }

  @Test
  void aRunOfWhichTheBeginningOfItsClusterCouldNotBeHandledIsEnded() {
    announce(PRICES);
    request("r1", "budget: {amount: 1, currency: USD}, retry: {attempts: 1}");
    scheduler.restart(FailsOn.records(sound(), TOPICS.clusters()));
    starting("r1", 1);
    scheduler.restart(sound());
    assertThat(scheduler.on(TOPICS.deadLetters("scheduler"))).hasSize(1);
    assertThat(scheduler.only(AttemptStopping.class).runId()).isEqualTo("r1");
    stopped("r1", 1);
    // whether a driver was started is not known either
    scheduler.pass(Times.DEFAULT.silence());
    RunCompleted end = scheduler.only(RunCompleted.class);
    assertThat(end.failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
    assertThat(end.cause()).contains("internal error");
  }

  @Test
  void aRunThatEndsWithinItsBudgetIsLeftAlone() {
    announce(PRICES);
    request("r1", "budget: {amount: 1, currency: USD}");
    succeeds("r1", Duration.ofMinutes(3));
    assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.SUCCEEDED);
    scheduler.pass(Duration.ofHours(1));
    assertThat(scheduler.all(AttemptStopping.class)).isEmpty();
    assertThat(scheduler.on(TOPICS.deadLetters("scheduler"))).isEmpty();
  }

  @Test
  void anAmountThatCannotBeCountedIsRejected() {
    announce(null);
    request("r1", "budget: {amount: 1, currency: USD}");
    assertThat(scheduler.only(JobRejected.class).faults().get(0).toString())
        .contains("budget.amount", "a budget of time", "profile local has no prices");
  }

  @Test
  void anAmountInAnotherCurrencyIsRejected() {
    announce(PRICES);
    request("r1", "budget: {amount: 1, currency: EUR}");
    assertThat(scheduler.only(JobRejected.class).faults().get(0).toString())
        .contains("budget.currency", "EUR", "USD");
  }

  @Test
  void aRunThatIsCancelledBetweenTwoAttemptsPaysForTheFirstOnce() {
    announce(PRICES);
    request("r1", "retry: {on: [INFRASTRUCTURE], backoff: {first: 1h}}");
    starting("r1", 1);
    scheduler.pass(Duration.ofMinutes(8));
    finished("r1", 1, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
    stopped("r1", 1);
    scheduler.pass(Duration.ofMinutes(1));
    scheduler.bare(TOPICS.requests(), "{\"type\": \"RunCancelRequested\", \"runId\": \"r1\"}");
    assertThat(scheduler.only(RunCompleted.class).cost().paid()).isEqualTo(Duration.ofMinutes(8));
  }

  @Test
  void theEstimateIsWhatTheJobsLastGoodRunsTook() {
    announce(PRICES);
    request("r1", "");
    assertThat(accepted(0).estimate().amount()).isNull();
    assertThat(accepted(0).estimate().perHour()).isEqualTo(6.0);
    succeeds("r1", Duration.ofMinutes(10));
    request("r2", "");
    assertThat(accepted(1).estimate().amount()).isEqualTo(1.0);
    starting("r2", 1);
    scheduler.pass(Duration.ofMinutes(1));
    finished("r2", 1, Outcome.FAILED, FailureClass.APPLICATION);
    stopped("r2", 1);
    request("r3", "");
    assertThat(accepted(2).estimate().paid()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void theLastNineCountAndTheMiddleOneTells() {
    announce(PRICES);
    for (int run = 1; run <= 20; run++) {
      request("r" + run, "");
      succeeds("r" + run, Duration.ofMinutes(run));
    }
    request("last", "");
    assertThat(accepted(20).estimate().paid()).isEqualTo(Duration.ofMinutes(16));
  }

  @Test
  void aJobThatHasNotRunForTheDedupeWindowIsForgotten() {
    announce(PRICES);
    request("r1", "");
    succeeds("r1", Duration.ofMinutes(10));
    scheduler.pass(Times.DEFAULT.dedupeWindow());
    assertThat(scheduler.stateKeys("paid/")).isEmpty();
  }

  @Test
  void runsThatFailedTogetherAreNotTriedAgainTogether() {
    announce(PRICES);
    for (String run : List.of("r1", "r2", "r3")) {
      request(run, "retry: {on: [INFRASTRUCTURE], backoff: {first: 100s, jitter: 0.9}}");
      starting(run, 1);
      finished(run, 1, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
      stopped(run, 1);
    }
    var waits = scheduler.all(AttemptEnded.class);
    assertThat(waits)
        .extracting(e -> Duration.between(e.endedAt(), e.retryAt()))
        .doesNotHaveDuplicates()
        .allMatch(wait -> wait.compareTo(Duration.ofSeconds(100)) <= 0)
        .allMatch(wait -> wait.compareTo(Duration.ofSeconds(10)) >= 0);
  }

  private JobAccepted accepted(int index) {
    return scheduler.all(JobAccepted.class).get(index);
  }

  private void announce(@Nullable Prices prices) {
    scheduler.event(TOPICS.profiles(), "local", Profiles.profile("local", prices, scheduler.now()));
  }

  private void request(String runId, String more) {
    String step = "{name: s, application: 's3a://jobs/a.jar', mainClass: A}";
    String spec = "{name: birds, steps: [%s], %s}".formatted(step, more);
    scheduler.bare(
        TOPICS.requests(), Json.text(SpecText.read("{runId: " + runId + ", spec: " + spec + "}")));
  }

  private void succeeds(String runId, Duration after) {
    starting(runId, 1);
    scheduler.pass(after);
    finished(runId, 1, Outcome.SUCCEEDED, null);
    stopped(runId, 1);
  }

  private void starting(String runId, int attempt) {
    String id = id(runId, attempt);
    scheduler.event(
        TOPICS.clusters(),
        id,
        new ClusterStarting(id, runId, attempt, "local", 1, scheduler.now()));
  }

  private void finished(
      String runId, int attempt, Outcome outcome, @Nullable FailureClass failureClass) {
    scheduler.event(
        TOPICS.steps(),
        runId,
        new JobFinished(
            runId,
            attempt,
            id(runId, attempt),
            outcome,
            failureClass,
            null,
            Summary.EMPTY,
            scheduler.now()));
  }

  private void stopped(String runId, int attempt) {
    String id = id(runId, attempt);
    scheduler.event(TOPICS.clusters(), id, new ClusterStopped(id, runId, attempt, scheduler.now()));
  }

  private static String id(String runId, int attempt) {
    return "mf-" + runId + "-" + attempt;
  }
}
