package dev.mayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An ephemeral cluster that is kept for its run's next attempt. */
class LingeringTest extends ClusterServiceFixture {
  private static final String SAME =
      "{attempts: 3, on: [APPLICATION, INFRASTRUCTURE], cluster: same, backoff: {first: 10s}}";

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
      assertThat(clusters().get(1)).isNotEqualTo(id());
    }

    @Test
    void aStopOfTheRunPutsItOut() {
      for (StopReason why : StopReason.values()) {
        String run = "r-" + why;
        leased(run, SAME);
        finished(run, 1, FailureClass.APPLICATION);
        stopping(run, 1, why);
      }
      assertThat(service.all(ClusterStopping.class)).hasSize(StopReason.values().length);
      assertThat(service.all(ClusterFailed.class)).isEmpty();
    }

    @Test
    void oneThatDiesIsPutOutAndFailsNobody() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      service.pass(TIMES.look());
      observe(id(), Action.KEEP, Observed.failed(Failure.Kind.FAILED, "the master died"));
      assertThat(service.all(ClusterStopping.class)).hasSize(1);
      assertThat(service.all(ClusterFailed.class)).isEmpty();
      attempt(2, SAME, id());
      assertThat(clusters().get(1)).isNotEqualTo(id());
    }

    @Test
    void itIsNobodyElses() {
      leased(SAME);
      finished(1, FailureClass.APPLICATION);
      attempt("r2", 1, retrying(SAME), null, id());
      assertThat(clusters().get(1)).isNotEqualTo(id());
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
    attempt(run, 1, retrying(retry));
    observe(last().request().clusterId(), Action.ENSURE, READY);
  }

  private void attempt(int attempt, String retry, @Nullable String reuse) {
    attempt("r1", attempt, retrying(retry), null, reuse);
  }

  private void stopping(int attempt, StopReason reason) {
    stopping("r1", attempt, reason);
  }

  private void finished(int attempt, @Nullable FailureClass failure) {
    finished("r1", attempt, failure);
  }

  private void announce() {
    announce("sub", "local");
  }

  private void gone() {
    observe(id(), Action.RELEASE, Observed.gone());
  }

  private String id() {
    return clusters().get(0);
  }

  private static JobSpec retrying(String retry) {
    return spec("retry: " + retry);
  }
}
