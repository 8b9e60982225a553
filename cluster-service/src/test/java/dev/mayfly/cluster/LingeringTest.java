package dev.mayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.SubmitterAnnounced;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An ephemeral cluster that is kept for its run's next attempt. */
class LingeringTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final Times TIMES = Times.DEFAULT;
  private static final String SAME =
      "{attempts: 3, on: [APPLICATION, INFRASTRUCTURE], cluster: same, backoff: {first: 10s}}";
  private static final Observed READY =
      Observed.ready(new ClusterEndpoints("spark://here:7077", null));

  private final DecisionDriver service =
      new DecisionDriver(
          new ClusterDecision(TOPICS, TIMES, Set.of("local")), TOPICS.deadLetters("cluster"));

  @Nested
  class BetweenTwoAttempts {

    @Test
    void theClusterIsKeptAndTheLeaseSaysUntilWhen() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      assertThat(service.only(LeaseEnded.class).lingersUntil())
          .isEqualTo(now().plus(TIMES.linger()));
      service.pass(Duration.ofMinutes(1));
      assertThat(service.all(ClusterStopping.class)).isEmpty();
      assertThat(last().action()).as("its expiry is renewed").isEqualTo(Action.KEEP);
    }

    @Test
    void theNextAttemptTakesItUpAtOnce() {
      String retry = SAME.replace("APPLICATION", "OUT_OF_MEMORY");
      leased(retry);
      finished(1, FailureClass.OUT_OF_MEMORY);
      attempt(2, retry, id());
      assertThat(service.all(ClusterStarting.class))
          .extracting(c -> c.clusterId() + " " + c.attempt())
          .containsExactly(id() + " 1", id() + " 2");
      assertThat(service.all(ClusterReady.class)).hasSize(2);
      assertThat(service.all(LeaseGranted.class)).extracting("attempt").containsExactly(1, 2);
      assertThat(service.all(Assignment.class)).extracting("attempt").contains(2);
      assertThat(service.all(ClusterCommand.class))
          .filteredOn(c -> c.action() == Action.ENSURE)
          .hasSize(1);
      service.pass(TIMES.linger().multipliedBy(2));
      assertThat(service.all(ClusterStopping.class)).isEmpty();
    }

    @Test
    void theLastAttemptOnItPutsItOut() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      attempt(2, SAME, id());
      finished(2, FailureClass.APPLICATION);
      attempt(3, SAME, id());
      finished(3, FailureClass.APPLICATION);
      assertThat(service.only(ClusterStopping.class).reason()).isEqualTo("its job ended");
      gone();
      assertThat(service.only(ClusterStopped.class).attempt()).isEqualTo(3);
      service.pass(TIMES.lateCreate().multipliedBy(2));
      gone();
      assertThat(service.stateKeys("cluster/")).isEmpty();
      assertThat(service.stateKeys("engine.timer/")).isEmpty();
    }

    @Test
    void whatIsSaidAgainOfTheAttemptBeforeChangesNothing() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      finished(1, FailureClass.APPLICATION);
      attempt(2, SAME, id());
      finished(1, FailureClass.APPLICATION);
      attempt(1, SAME, null);
      stopping(1, StopReason.SUSPECT);
      assertThat(service.all(ClusterStopping.class)).isEmpty();
      assertThat(service.all(ClusterStarting.class)).hasSize(2);
      assertThat(service.all(LeaseEnded.class)).hasSize(1);
    }

    @Test
    void aSubmitterThatLivesIsWaitedForAsOnAFreshCluster() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      service.pass(Duration.ofMinutes(1));
      attempt(2, SAME, id());
      assertThat(service.all(LeaseGranted.class)).as("it is silent by now").hasSize(1);
      announce();
      assertThat(service.all(LeaseGranted.class)).hasSize(2);
    }

    @Test
    void withoutASubmitterTheNextAttemptFailsAsOnAFreshCluster() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      service.pass(Duration.ofMinutes(1));
      attempt(2, SAME, id());
      service.pass(TIMES.startDeadline());
      assertThat(service.only(ClusterFailed.class).attempt()).isEqualTo(2);
      assertThat(service.all(ClusterStopping.class)).hasSize(1);
    }
  }

  @Nested
  class TheEndOfTheLinger {

    @Test
    void whatNobodyTakesUpIsPutOut() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      service.pass(TIMES.linger().minusSeconds(1));
      assertThat(service.all(ClusterStopping.class)).isEmpty();
      service.pass(Duration.ofSeconds(1));
      assertThat(service.only(ClusterStopping.class).reason()).contains("no next attempt");
      assertThat(service.all(LeaseEnded.class)).as("it is told once").hasSize(1);
    }

    @Test
    void anAttemptThatComesTooLateHasAFreshOne() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      service.pass(TIMES.linger());
      attempt(2, SAME, id());
      assertThat(service.all(ClusterStarting.class).get(1).clusterId()).isNotEqualTo(id());
    }

    @Test
    void aStopOfTheRunPutsItOut() {
      for (StopReason why : StopReason.values()) {
        String run = "r-" + why;
        leased(run, SAME);
        finished(run, 1, FailureClass.APPLICATION);
        service.event(TOPICS.runs(), run, new AttemptStopping(run, 1, why, null, now()));
      }
      assertThat(service.all(ClusterStopping.class)).hasSize(StopReason.values().length);
      assertThat(service.all(ClusterFailed.class)).isEmpty();
    }

    @Test
    void oneThatDiesIsPutOutAndFailsNobody() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      service.pass(TIMES.look());
      observe(Action.KEEP, Observed.failed(Failure.Kind.FAILED, "the master died"));
      assertThat(service.all(ClusterStopping.class)).hasSize(1);
      assertThat(service.all(ClusterFailed.class)).isEmpty();
      attempt(2, SAME, id());
      assertThat(service.all(ClusterStarting.class).get(1).clusterId()).isNotEqualTo(id());
    }

    @Test
    void itIsNobodyElses() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      var other = new AttemptStarted("r2", 1, spec(SAME), List.of(), now(), null, id());
      service.event(TOPICS.runs(), "r2", other);
      assertThat(service.all(ClusterStarting.class).get(1).clusterId()).isNotEqualTo(id());
    }
  }

  @Nested
  class IsNotKept {

    @Test
    void whereThePolicyDoesNotSaySo() {
      isPutOut("{on: [APPLICATION], backoff: {first: 10s}}", FailureClass.APPLICATION);
    }

    @Test
    void afterAFailureThatWasNotTheJobsOwn() {
      isPutOut(SAME, FailureClass.INFRASTRUCTURE);
    }

    @Test
    void afterAClassThatIsNotRetried() {
      isPutOut(SAME, FailureClass.OUT_OF_MEMORY);
    }

    @Test
    void afterTheLastAttempt() {
      isPutOut("{attempts: 1, on: [APPLICATION], cluster: same}", FailureClass.APPLICATION);
    }

    @Test
    void whereTheNextAttemptWouldComeTooLate() {
      isPutOut(
          "{on: [APPLICATION], cluster: same, backoff: {first: 2m, jitter: 1}}",
          FailureClass.APPLICATION);
    }

    @Test
    void afterAJobThatSucceeded() {
      leased(SAME);
      finished(1, null);
      assertThat(service.all(ClusterStopping.class)).hasSize(1);
    }

    @Test
    void whereAStopWasAskedForFirst() {
      leased(SAME);
      stopping(1, StopReason.CANCEL);
      finished(1, FailureClass.APPLICATION);
      assertThat(service.all(ClusterStopping.class)).hasSize(1);
      assertThat(service.only(LeaseEnded.class).lingersUntil()).isNull();
    }

    private void isPutOut(String retry, FailureClass failure) {
      leased(retry);
      finished(1, failure);
      assertThat(service.only(ClusterStopping.class).reason()).isEqualTo("its job ended");
      assertThat(service.only(LeaseEnded.class).lingersUntil()).isNull();
    }
  }

  private void leased(String retry) {
    leased("r1", retry);
  }

  private void leased(String run, String retry) {
    announce();
    service.event(
        TOPICS.runs(), run, new AttemptStarted(run, 1, spec(retry), List.of(), now(), null, null));
    observe(Action.ENSURE, READY);
  }

  private void attempt(int attempt, String retry, @Nullable String reuse) {
    service.event(
        TOPICS.runs(),
        "r1",
        new AttemptStarted("r1", attempt, spec(retry), List.of(), now(), null, reuse));
  }

  private void stopping(int attempt, StopReason reason) {
    service.event(TOPICS.runs(), "r1", new AttemptStopping("r1", attempt, reason, null, now()));
  }

  private void finished(int attempt, @Nullable FailureClass failure) {
    finished("r1", attempt, failure);
  }

  private void finished(String run, int attempt, @Nullable FailureClass failure) {
    Outcome outcome = failure == null ? Outcome.SUCCEEDED : Outcome.FAILED;
    service.event(
        TOPICS.steps(),
        run,
        new JobFinished(run, attempt, id(), outcome, failure, null, Summary.EMPTY, now()));
  }

  private void announce() {
    service.event(
        TOPICS.submitters(),
        "sub",
        new SubmitterAnnounced("sub", "host", List.of("local"), 0, now()));
  }

  private void gone() {
    observe(Action.RELEASE, Observed.gone());
  }

  private void observe(Action action, Observed seen) {
    ClusterCommand last = last();
    String id = last.request().clusterId();
    service.event(
        TOPICS.observations("cluster"),
        id,
        new ClusterObservation(id, action, last.generation(), seen));
  }

  private ClusterCommand last() {
    List<ClusterCommand> all = service.all(ClusterCommand.class);
    return all.get(all.size() - 1);
  }

  private String id() {
    return service.all(ClusterStarting.class).get(0).clusterId();
  }

  private Instant now() {
    return service.now();
  }

  private static JobSpec spec(String retry) {
    var read =
        JobSpecReader.read(
            SpecText.read(
                "{name: j, retry: %s, steps: [{name: s, application: 's3a://b/a.py'}]}"
                    .formatted(retry)),
            null,
            Map.of(),
            Map.of());
    return ((JobSpecReader.Result.Valid) read).spec();
  }
}
