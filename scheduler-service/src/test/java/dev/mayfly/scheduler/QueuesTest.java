package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.JobStarted;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class QueuesTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final Times TIMES = Times.DEFAULT;
  private static final Concurrency ONE = new Concurrency(1, null, null);

  private final DecisionDriver scheduler =
      new DecisionDriver(decision(ONE), TOPICS.deadLetters("scheduler"));
  private boolean announced;

  private static SchedulerDecision decision(Concurrency limits) {
    return new SchedulerDecision(TOPICS, TIMES, limits);
  }

  @Nested
  class Limits {

    @Test
    void whereThereIsNoneARunStartsInTheTurnThatAcceptsIt() {
      limits(Concurrency.NONE);
      run("r1", "birds", "ana", "");
      run("r2", "birds", "ana", "");
      assertThat(started()).containsExactly("r1", "r2");
      assertThat(scheduler.all(RunQueued.class)).isEmpty();
    }

    @Test
    void aRunBeyondTheLimitOfItsJobWaitsForOneOfThemToBeCompleted() {
      limits(Concurrency.NONE);
      run("r1", "birds", "ana", "");
      run("other", "fish", "ana", queue("maxConcurrentRuns: 1"));
      run("r2", "birds", "bob", queue("maxConcurrentRuns: 1"));
      RunQueued queued = scheduler.only(RunQueued.class);
      assertThat(queued)
          .isEqualTo(
              new RunQueued(
                  "r2",
                  "birds",
                  1,
                  List.of("1 of 1 runs of job birds are live: r1"),
                  scheduler.now()));
      assertThat(started()).containsExactly("r1", "other");
      succeeds("r1");
      assertThat(started()).containsExactly("r1", "other", "r2");
    }

    @Test
    void theInstallationLimitsRunsInAllOfEachOwnerAndOnEachProfile() {
      limits(new Concurrency(4, 2, 3));
      run("r1", "a", "ana", "");
      run("r2", "b", "ana", "");
      run("r3", "c", "ana", "");
      assertThat(waitsFor("r3")).containsExactly("2 of 2 runs of owner ana are live: r1, r2");
      run("r4", "d", null, "");
      run("r5", "e", null, "");
      assertThat(waitsFor("r5"))
          .containsExactly("3 of 3 runs on profile local are live: r1, r2, r4");
      run("r6", "f", null, ", \"cluster\": {\"profile\": \"other\"}");
      run("r7", "g", null, "");
      assertThat(waitsFor("r7"))
          .containsExactly(
              "2 of 2 runs without an owner are live: r4, r6",
              "3 of 3 runs on profile local are live: r1, r2, r4",
              "4 of 4 runs are live: r1, r2, r4, r6");
      assertThat(started()).containsExactly("r1", "r2", "r4", "r6");
    }

    @Test
    void asManyRunsAsMayHoldAStandingClusterAreLiveOnIt() {
      String team = ", \"cluster\": {\"lifecycle\": \"existing\", \"id\": \"team\"}";
      limits(Concurrency.NONE);
      run("r1", "a", null, team);
      run("r2", "b", null, team);
      run("r3", "c", null, team);
      assertThat(waitsFor("r3"))
          .containsExactly("2 of 2 runs on cluster team of profile local are live: r1, r2");
      run("r4", "d", null, "");
      run("r5", "e", null, team.replace("{\"lifecycle", "{\"profile\": \"other\", \"lifecycle"));
      assertThat(started()).containsExactly("r1", "r2", "r4", "r5");
      succeeds("r1");
      assertThat(started()).containsExactly("r1", "r2", "r4", "r5", "r3");
    }

    @Test
    void ofManyLiveRunsOnlySomeAreNamed() {
      limits(new Concurrency(7, null, null));
      IntStream.rangeClosed(1, 8).forEach(i -> run("r" + i, "birds", null, ""));
      assertThat(waitsFor("r8"))
          .containsExactly("7 of 7 runs are live: r1, r2, r3, r4, r5 and 2 more");
    }

    @Test
    void aRunThatPausesBeforeItsNextAttemptIsLive() {
      run("r1", "a", "ana", ", \"retry\": {\"attempts\": 2, \"on\": [\"INFRASTRUCTURE\"]}");
      run("r2", "b", "ana", "");
      ends("r1", 1, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
      assertThat(started()).containsExactly("r1");
      scheduler.pass(Duration.ofSeconds(31));
      assertThat(started()).containsExactly("r1", "r1");
      ends("r1", 2, Outcome.FAILED, FailureClass.INFRASTRUCTURE);
      assertThat(started()).containsExactly("r1", "r1", "r2");
    }

    @Test
    void aRunThatIsCompletedHoldsNoSlotWhileItsTeardownIsChased() {
      run("r1", "a", "ana", "");
      run("r2", "b", "ana", "");
      finished("r1", 1, Outcome.SUCCEEDED, null);
      scheduler.pass(TIMES.teardownBound());
      assertThat(scheduler.only(RunCompleted.class).teardown()).isEqualTo(Teardown.UNCONFIRMED);
      assertThat(started()).containsExactly("r1", "r2");
      stopped("r1", 1);
      run("r3", "c", "ana", "");
      assertThat(started()).containsExactly("r1", "r2");
    }

    @Test
    void afterTheyWereRaisedAllThatFitStartWithTheNextOne() {
      IntStream.rangeClosed(1, 5).forEach(i -> run("r" + i, "birds", null, ""));
      limits(new Concurrency(4, null, null));
      run("r6", "birds", null, "");
      assertThat(started()).containsExactly("r1", "r2", "r3", "r4");
    }

    @Test
    void oneThatWouldLetNothingRunIsRefusedByItsName() {
      assertThatThrownBy(() -> new Concurrency(5, 0, null))
          .hasMessage(
              "mayfly.concurrency.runs-per-owner is 0, and nothing would ever run;"
                  + " it is at least 1, as 20, or left out for no limit");
    }
  }

  @Nested
  class Order {

    @Test
    void theHigherPriorityStartsFirst() {
      run("r1", "a", "ana", "");
      run("low", "a", "ana", "");
      run("high", "a", "ana", queue("priority: 7"));
      run("higher", "a", "ana", queue("priority: 10"));
      succeedInTurn("r1", "higher", "high", "low");
    }

    @Test
    void amongEqualsTheOwnerWithTheFewestLiveRunsIsNext() {
      limits(new Concurrency(3, null, null));
      run("a1", "a", "ana", "");
      run("a2", "a", "ana", "");
      run("b1", "b", "bob", "");
      run("a3", "a", "ana", "");
      run("a4", "a", "ana", "");
      run("b2", "b", "bob", "");
      succeeds("b1");
      assertThat(started()).endsWith("b2");
      succeeds("a1");
      assertThat(started()).endsWith("a3");
    }

    @Test
    void thenWhoWasAskedForFirstHoweverManyWereAskedForAtOnce() {
      run("r0", "a", "ana", "");
      List<String> asked = IntStream.rangeClosed(1, 12).mapToObj(i -> "r" + i).toList();
      asked.forEach(runId -> run(runId, "birds", "ana", ""));
      assertThat(scheduler.all(RunQueued.class))
          .extracting(RunQueued::position)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 12).boxed().toList());
      succeeds("r0");
      asked.forEach(QueuesTest.this::succeeds);
      assertThat(started()).startsWith("r0").endsWith(asked.toArray(String[]::new));
    }

    @Test
    void whoWaitsForTheLimitOfTheirOwnJobHoldUpNobody() {
      limits(new Concurrency(2, null, null));
      run("r1", "birds", "ana", queue("maxConcurrentRuns: 1"));
      run("r2", "birds", "ana", queue("maxConcurrentRuns: 1, priority: 9"));
      run("r3", "fish", "ana", "");
      assertThat(started()).containsExactly("r1", "r3");
    }

    @Test
    void theRunsOfAJobMayDifferInTheirLimit() {
      limits(Concurrency.NONE);
      run("r1", "birds", "ana", queue("maxConcurrentRuns: 1"));
      run("r2", "birds", "ana", queue("maxConcurrentRuns: 1"));
      run("r3", "birds", "ana", queue("maxConcurrentRuns: 2"));
      assertThat(started()).containsExactly("r1", "r3");
    }
  }

  @Nested
  class Waiting {

    @Test
    void isBoundedByTheTimeLimitOfTheQueue() {
      run("r1", "a", "ana", "");
      run("r2", "b", "ana", queue("timeout: 1h"));
      scheduler.pass(Duration.ofHours(1));
      RunCompleted completed = scheduler.only(RunCompleted.class);
      assertThat(completed.runId()).isEqualTo("r2");
      assertThat(completed.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(completed.cause())
          .isEqualTo("waited in the queue longer than queue.timeout of 1h 0m");
      assertThat(completed.attempts()).isZero();
      nothingIsLeftOf("r2");
    }

    @Test
    void takesNothingOfTheTimeThatTheRunHasAndEndsWithItsStart() {
      run("r1", "a", "ana", "");
      run("r2", "b", "ana", queue("timeout: 1h") + ", \"timeout\": \"2m\"");
      scheduler.pass(Duration.ofMinutes(59));
      succeeds("r1");
      scheduler.pass(Duration.ofMinutes(1));
      assertThat(scheduler.all(AttemptStopping.class)).isEmpty();
      scheduler.pass(Duration.ofMinutes(1));
      assertThat(scheduler.only(AttemptStopping.class).detail()).contains("its timeout of 2m");
    }

    @Test
    void endsAtOnceWithACancel() {
      run("r1", "a", "ana", "");
      run("r2", "b", "ana", queue("timeout: 1h"));
      run("r3", "c", "ana", "");
      scheduler.bare(
          TOPICS.requests(),
          "{\"type\": \"RunCancelRequested\", \"runId\": \"r2\", \"reason\": \"wrong day\"}");
      RunCompleted completed = scheduler.only(RunCompleted.class);
      assertThat(completed.outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(completed.cause()).isEqualTo("wrong day");
      assertThat(completed.teardown()).isEqualTo(Teardown.CONFIRMED);
      nothingIsLeftOf("r2");
      succeeds("r1");
      assertThat(started()).containsExactly("r1", "r3");
    }

    @Test
    void isNotForgottenWhenItTakesLongerThanTheDedupeWindow() {
      run("a0", "a", "ana", ", \"timeout\": \"7d\"");
      run("r", "b", "ana", "");
      for (int i = 1; i <= 3; i++) {
        run("a" + i, "a", "ana", queue("priority: 1") + ", \"timeout\": \"7d\"");
        scheduler.pass(Duration.ofDays(6));
        succeeds("a" + (i - 1));
      }
      run("r", "b", "ana", "");
      assertThat(scheduler.all(RunQueued.class)).filteredOn(q -> q.runId().equals("r")).hasSize(1);
      assertThat(started()).containsExactly("a0", "a1", "a2", "a3");
    }

    @Test
    void ofARunWhoseTimerCannotBeHandledEndsWithIt() {
      run("r1", "a", "ana", "");
      run("r2", "b", "ana", queue("timeout: 1h"));
      scheduler.restart(FailsOn.timers(decision(ONE), Queues.TIMEOUT));
      scheduler.pass(Duration.ofHours(1));
      RunCompleted completed = scheduler.only(RunCompleted.class);
      assertThat(completed.runId()).isEqualTo("r2");
      assertThat(completed.failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
      nothingIsLeftOf("r2");
    }

    @Test
    void ofARunOfWhichARecordCannotBeReadEndsAndTheNextOneIsNext() {
      run("r1", "a", "ana", "");
      run("r2", "b", "ana", "");
      run("r3", "c", "ana", "");
      scheduler.unreadable(TOPICS.steps(), "r2", JobStarted.class);
      assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.FAILED);
      succeeds("r1");
      assertThat(started()).containsExactly("r1", "r3");
    }

    @Test
    void leavesNothingBehind() {
      run("r1", "a", "ana", queue("maxConcurrentRuns: 1, timeout: 3h"));
      run("r2", "a", "ana", queue("maxConcurrentRuns: 1, timeout: 3h"));
      succeedInTurn("r1", "r2");
      assertThat(scheduler.stateKeys(""))
          .noneMatch(key -> key.matches("(live|lane|queued|order).*"));
      nothingIsLeftOf("r1");
      nothingIsLeftOf("r2");
    }

    @Test
    void costsADecisionTheSameHoweverManyWait() {
      run("first", "a", "ana", "");
      fill(0, 200);
      long few = readsOfOneMoreAndOneLess("few", "first");
      fill(200, 4_000);
      long many = readsOfOneMoreAndOneLess("many", "w0");
      assertThat(many).isEqualTo(few);
    }

    private void fill(int from, int to) {
      IntStream.range(from, to).forEach(i -> run("w" + i, "birds", i % 2 == 0 ? "ana" : "bob", ""));
    }

    private long readsOfOneMoreAndOneLess(String more, String less) {
      long before = scheduler.reads();
      run(more, "birds", "ana", "");
      succeeds(less);
      return scheduler.reads() - before;
    }
  }

  private void limits(Concurrency limits) {
    scheduler.restart(decision(limits));
  }

  private static String queue(String fields) {
    return ", \"queue\": {" + fields.replaceAll("(\\w+): (\\w+)", "\"$1\": \"$2\"") + "}";
  }

  private void run(String runId, String job, @Nullable String owner, String more) {
    if (!announced) {
      announced = true;
      announce("local");
      announce("other");
    }
    String by = owner == null ? "" : ", \"owner\": \"" + owner + "\"";
    scheduler.bare(
        TOPICS.requests(),
        """
        {"runId": "%s", "spec": {"name": "%s"%s,
         "steps": [{"name": "s", "application": "s3a://jobs/a.jar", "mainClass": "A"}]%s}}"""
            .formatted(runId, job, by, more));
  }

  private void announce(String profile) {
    scheduler.event(TOPICS.profiles(), profile, Profiles.profile(profile, null, scheduler.now()));
  }

  /** Each is live alone, and gives its place to the next. */
  private void succeedInTurn(String... runIds) {
    for (int i = 0; i < runIds.length; i++) {
      assertThat(started()).as("after %d runs", i).hasSize(i + 1).endsWith(runIds[i]);
      succeeds(runIds[i]);
    }
  }

  private void succeeds(String runId) {
    ends(runId, 1, Outcome.SUCCEEDED, null);
  }

  private void ends(String runId, int attempt, Outcome outcome, @Nullable FailureClass cls) {
    finished(runId, attempt, outcome, cls);
    stopped(runId, attempt);
  }

  private void finished(String runId, int attempt, Outcome outcome, @Nullable FailureClass cls) {
    scheduler.event(
        TOPICS.steps(),
        runId,
        new JobFinished(
            runId, attempt, "mf-" + runId, outcome, cls, null, Summary.EMPTY, scheduler.now()));
  }

  private void stopped(String runId, int attempt) {
    String id = "mf-" + runId;
    scheduler.event(TOPICS.clusters(), id, new ClusterStopped(id, runId, attempt, scheduler.now()));
  }

  private List<String> started() {
    return scheduler.all(AttemptStarted.class).stream().map(AttemptStarted::runId).toList();
  }

  private List<String> waitsFor(String runId) {
    return scheduler.all(RunQueued.class).stream()
        .filter(q -> q.runId().equals(runId))
        .findFirst()
        .orElseThrow()
        .waitsFor();
  }

  private void nothingIsLeftOf(String runId) {
    assertThat(scheduler.stateKeys(""))
        .filteredOn(key -> key.endsWith("/" + runId))
        .allMatch(key -> key.matches("seen/.*|repairable/.*|.*/forget(-run)?/.*"));
  }
}
