package dev.mayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Clusters that the runs hold that ask for the same one. */
class SharedClusterTest extends ClusterServiceFixture {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final String SHARED = "lifecycle: shared, cores: 2";

  @Nested
  class Sharing {

    @Test
    void runsThatAskForTheSameHoldOneCluster() {
      announce();
      start("r1");
      start("r2");
      assertThat(clusters()).hasSize(2).containsOnly(clusters().get(0));
      assertThat(service.all(ClusterCommand.class)).hasSize(1);
      ready(0);
      assertThat(service.all(ClusterReady.class)).extracting("runId").containsExactly("r1", "r2");
      assertThat(service.all(LeaseGranted.class)).extracting("runId").containsExactly("r1", "r2");
      assertThat(service.all(Assignment.class)).extracting("runId").containsExactly("r1", "r2");
    }

    @Test
    void whatARepairKeepsIsInItsAssignmentAndNoOthers() {
      var kept = List.of(new KeptStep("clean", "r0", null));
      announce();
      start("r1");
      service.event(
          TOPICS.runs(),
          "r2",
          new AttemptStarted("r2", 1, asking(SHARED), kept, now(), null, null));
      ready(0);
      assertThat(assigned("r1").kept()).isEmpty();
      assertThat(assigned("r2").kept()).isEqualTo(kept);
    }

    @Test
    void whoAsksForAnotherClusterGetsAnother() {
      start("r1");
      start("r2", SHARED + ", memory: 2g");
      start("r3", SHARED + ", idle: 5m");
      start("r4", "cores: 2");
      assertThat(clusters()).doesNotHaveDuplicates().hasSize(4);
    }

    @Test
    void whenAllLeasesAreTakenTheNextRunGetsASecondCluster() {
      start("r1");
      start("r2");
      start("r3");
      start("r4");
      assertThat(clusters().get(2)).isNotEqualTo(clusters().get(0)).isEqualTo(clusters().get(3));
    }

    @Test
    void aLeaseThatEndedMakesRoomOnTheOldestCluster() {
      announce();
      start("r1");
      start("r2");
      start("r3");
      ready(0);
      ready(2);
      finished("r2");
      start("r4");
      assertThat(clusters().get(3)).isEqualTo(clusters().get(0));
    }

    @Test
    void aRunThatComesToAReadyClusterIsServedAtOnce() {
      leased("r1");
      start("r2");
      assertThat(service.all(ClusterReady.class)).extracting("runId").containsExactly("r1", "r2");
      assertThat(service.all(LeaseGranted.class)).hasSize(2);
      assertThat(actions()).doesNotContain(Action.RELEASE).containsOnlyOnce(Action.ENSURE);
    }

    @Test
    void theSameAttemptAgainIsTheSameLease() {
      leased("r1");
      start("r1");
      start("r2");
      assertThat(service.all(ClusterStarting.class)).hasSize(2);
      assertThat(clusters().get(1)).isEqualTo(clusters().get(0));
    }

    @Test
    void anUnknownProfileEndsTheAttemptWithoutACluster() {
      start("r1", SHARED + ", profile: moon");
      assertThat(service.only(ClusterFailed.class).failureClass())
          .isEqualTo(FailureClass.CONFIGURATION);
      assertThat(service.only(ClusterStopped.class).runId()).isEqualTo("r1");
    }
  }

  @Nested
  class Ending {

    @Test
    void theEndOfAJobEndsItsLeaseAndLeavesTheClusterToOthers() {
      leased("r1");
      start("r2");
      finished("r1");
      LeaseEnded ended = service.only(LeaseEnded.class);
      assertThat(ended.runId()).isEqualTo("r1");
      assertThat(ended.shared()).isTrue();
      service.pass(IDLE.multipliedBy(3));
      assertThat(service.all(ClusterStopping.class)).isEmpty();
    }

    @Test
    void afterItsIdleTimeWithoutALeaseItIsPutOut() {
      leased("r1");
      finished("r1");
      service.pass(IDLE.minusSeconds(1));
      assertThat(service.all(ClusterStopping.class)).isEmpty();
      assertThat(actions()).as("its expiry is renewed").contains(Action.KEEP);
      service.pass(Duration.ofSeconds(1));
      assertThat(service.only(ClusterStopping.class).reason()).contains("idle");
      observe(0, Action.RELEASE, Observed.gone());
      assertThat(service.only(ClusterStopped.class).runId()).isNull();
      service.pass(TIMES.lateCreate().multipliedBy(2));
      observe(0, Action.RELEASE, Observed.gone());
      assertThat(service.stateKeys("cluster/")).isEmpty();
      assertThat(service.stateKeys("lease/")).isEmpty();
      assertThat(service.stateKeys("engine.timer/")).isEmpty();
    }

    @Test
    void aLeaseInBetweenStartsItsIdleTimeAnew() {
      leased("r1");
      finished("r1");
      service.pass(IDLE.minusSeconds(1));
      start("r2");
      service.pass(IDLE);
      finished("r2");
      service.pass(IDLE.minusSeconds(1));
      assertThat(service.all(ClusterStopping.class)).isEmpty();
      service.pass(Duration.ofSeconds(1));
      assertThat(service.all(ClusterStopping.class)).hasSize(1);
    }

    @Test
    void aRunAfterItWasPutOutGetsOneOfAnotherName() {
      leased("r1");
      finished("r1");
      service.pass(IDLE);
      start("r2");
      assertThat(clusters()).doesNotHaveDuplicates();
    }

    @Test
    void whileItStartsItIsPutOutWhenNobodyWaitsForItAnyMore() {
      start("r1");
      start("r2");
      stopping("r1", StopReason.CANCEL);
      assertThat(service.all(ClusterStopping.class)).isEmpty();
      stopping("r2", StopReason.CANCEL);
      assertThat(service.all(LeaseEnded.class)).extracting("runId").containsExactly("r1", "r2");
      assertThat(service.all(ClusterStopping.class)).hasSize(1);
      assertThat(service.stateKeys("lease/")).isEmpty();
    }

    @Test
    void aCancelledDriverIsAskedPolitelyAndItsLeaseEndedAfterTheBound() {
      leased("r1");
      start("r2");
      stopping("r1", StopReason.CANCEL);
      assertThat(assigned("r1").stop()).isEqualTo(StopReason.CANCEL);
      assertThat(service.all(LeaseEnded.class)).isEmpty();
      service.pass(TIMES.politeStop().plus(TIMES.logShipping()));
      assertThat(service.only(LeaseEnded.class).runId()).isEqualTo("r1");
      assertThat(service.all(ClusterStopping.class)).isEmpty();
      assertThat(assigned("r2").stop()).isNull();
    }

    @Test
    void aSuspectedAttemptLosesItsLeaseAndNobodyElseTheirs() {
      leased("r1");
      start("r2");
      stopping("r1", StopReason.SUSPECT);
      assertThat(assigned("r1").stop()).isEqualTo(StopReason.SUSPECT);
      assertThat(service.only(LeaseEnded.class).runId()).isEqualTo("r1");
      assertThat(service.all(ClusterStopping.class)).isEmpty();
      stopping("r1", StopReason.SUSPECT);
      assertThat(service.all(LeaseEnded.class)).as("once").hasSize(1);
    }
  }

  @Nested
  class Room {

    @Test
    void itIsKeptForADriverThatMayStillLive() {
      leased("r1");
      start("r2");
      stopping("r1", StopReason.SUSPECT);
      start("r3");
      assertThat(clusters().get(2)).as("no room yet").isNotEqualTo(clusters().get(0));
    }

    @Test
    void itIsMadeByTheWordThatNoDriverIsLeft() {
      leased("r1");
      start("r2");
      stopping("r1", StopReason.SUSPECT);
      finished("r1");
      assertThat(service.all(LeaseEnded.class)).as("once").hasSize(1);
      start("r3");
      assertThat(clusters().get(2)).isEqualTo(clusters().get(0));
    }

    @Test
    void itIsMadeWhenTheSchedulerGivesTheAttemptUp() {
      leased("r1");
      start("r2");
      stopping("r1", StopReason.SUSPECT);
      service.event(
          TOPICS.runs(), "r1", new AttemptEnded("r1", 1, Outcome.LOST, null, null, null, now()));
      start("r3");
      assertThat(clusters().get(2)).isEqualTo(clusters().get(0));
    }

    @Test
    void itIsMadeWhenTheRunIsCompletedThoughNothingIsProved() {
      leased("r1");
      start("r2");
      stopping("r1", StopReason.TIMEOUT);
      service.event(TOPICS.runs(), "r1", unconfirmed("r1"));
      assertThat(service.only(LeaseEnded.class).runId()).isEqualTo("r1");
      start("r3");
      assertThat(clusters().get(2)).isEqualTo(clusters().get(0));
    }

    @Test
    void aDriverThatMayStillLiveDoesNotKeepTheClusterFromBeingIdle() {
      leased("r1");
      stopping("r1", StopReason.SUSPECT);
      service.pass(IDLE);
      assertThat(service.all(ClusterStopping.class)).hasSize(1);
      assertThat(service.all(LeaseEnded.class)).hasSize(1);
      assertThat(service.stateKeys("lease/")).isEmpty();
    }
  }

  @Nested
  class Trouble {

    @Test
    void aClusterThatDiesEndsAllItsRunsAndTakesNoMore() {
      leased("r1");
      start("r2");
      observe(0, Action.KEEP, Observed.failed(Failure.Kind.FAILED, "the master ended"));
      assertThat(service.all(ClusterFailed.class)).extracting("runId").containsExactly("r1", "r2");
      assertThat(service.all(LeaseEnded.class)).extracting("runId").containsExactly("r1", "r2");
      assertThat(assigned("r1").stop()).isEqualTo(StopReason.SUSPECT);
      assertThat(last(clusters().get(0)).action()).isEqualTo(Action.RELEASE);
      start("r3");
      assertThat(clusters().get(2)).isNotEqualTo(clusters().get(0));
    }

    @Test
    void anIdleClusterThatDiesIsPutOut() {
      leased("r1");
      finished("r1");
      observe(0, Action.KEEP, Observed.gone());
      assertThat(service.all(ClusterStopping.class)).hasSize(1);
      assertThat(service.all(ClusterFailed.class)).isEmpty();
    }

    @Test
    void aClusterThatIsNotReadyInTimeEndsAllWhoWait() {
      start("r1");
      service.pass(Duration.ofMinutes(1));
      start("r2");
      service.pass(TIMES.startDeadline().minusMinutes(1));
      assertThat(service.all(ClusterFailed.class))
          .hasSize(2)
          .allSatisfy(e -> assertThat(e.cause()).contains("not ready"));
    }

    @Test
    void whoFindsNoSubmitterIsGivenUpAndTheClusterIsIdle() {
      start("r1");
      ready(0);
      service.pass(TIMES.startDeadline().minusMinutes(1));
      start("r2");
      service.pass(Duration.ofMinutes(1));
      assertThat(service.only(ClusterFailed.class).runId()).isEqualTo("r1");
      assertThat(service.only(LeaseEnded.class).runId()).isEqualTo("r1");
      announce();
      assertThat(service.only(LeaseGranted.class).runId()).isEqualTo("r2");
      service.pass(TIMES.startDeadline());
      assertThat(service.all(ClusterFailed.class)).hasSize(1);
      assertThat(service.all(ClusterStopping.class)).isEmpty();
    }

    @Test
    void anEndThatCannotBeReadEndsTheLeaseOfItsRunAlone() {
      leased("r1");
      start("r2");
      unreadableEnd("r1");
      assertThat(service.only(ClusterFailed.class).runId()).isEqualTo("r1");
      assertThat(service.only(LeaseEnded.class).runId()).isEqualTo("r1");
      unreadableEnd("r1");
      assertThat(service.all(ClusterFailed.class)).as("once").hasSize(1);
      assertThat(service.all(ClusterStopping.class)).isEmpty();
    }

    @Test
    void theLeastLoadedSubmitterCountsLeasesOfSharedClusters() {
      announce("sub-a");
      announce("sub-b");
      start("r1");
      start("r2");
      ready(0);
      assertThat(service.all(LeaseGranted.class))
          .extracting(LeaseGranted::submitter)
          .containsExactly("sub-a", "sub-b");
    }
  }

  private void leased(String run) {
    announce();
    start(run);
    ready(0);
  }

  private void announce() {
    announce("sub");
  }

  private void announce(String submitter) {
    announce(submitter, "local");
  }

  private void start(String run) {
    // submitters announce themselves all the time
    service.stateKeys("submitter/").forEach(k -> announce(k.substring(k.indexOf('/') + 1)));
    start(run, SHARED);
  }

  private void start(String run, String cluster) {
    attempt(run, 1, asking(cluster));
  }

  private void stopping(String run, StopReason reason) {
    stopping(run, 1, reason);
  }

  private void finished(String run) {
    finished(run, 1, null);
  }

  private RunCompleted unconfirmed(String run) {
    return new RunCompleted(
        run,
        "j",
        null,
        Outcome.TIMED_OUT,
        null,
        null,
        1,
        clusters().get(0),
        Teardown.UNCONFIRMED,
        null,
        null,
        null,
        now(),
        now());
  }

  /** What is seen of the cluster that was told of so manyeth. */
  private void ready(int told) {
    observe(told, Action.ENSURE, READY);
  }

  private void observe(int told, Action action, Observed seen) {
    observe(clusters().get(told), action, seen);
  }

  private List<Action> actions() {
    return service.all(ClusterCommand.class).stream().map(ClusterCommand::action).toList();
  }

  private Assignment assigned(String run) {
    return service.all(Assignment.class).stream()
        .filter(a -> a.runId().equals(run))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private static JobSpec asking(String cluster) {
    return spec("cluster: {" + cluster + "}");
  }
}
