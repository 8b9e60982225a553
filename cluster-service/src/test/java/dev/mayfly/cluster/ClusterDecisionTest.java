package dev.mayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterDecisionTest extends ClusterServiceFixture {
  @Test
  void theIntentIsKnownBeforeTheFirstCall() {
    attempt("local");
    assertThat(service.only(ClusterStarting.class).runId()).isEqualTo("r1");
    ClusterCommand command = service.only(ClusterCommand.class);
    assertThat(command.action()).isEqualTo(Action.ENSURE);
    assertThat(command.notAfter()).isEqualTo(now().plus(TIMES.commandValid()));
    assertThat(service.stateKeys("cluster/")).hasSize(1);
  }

  @Test
  void theSameAttemptAgainIsTheSameCluster() {
    attempt("local");
    attempt("local");
    assertThat(service.all(ClusterStarting.class)).hasSize(1);
  }

  @Test
  void whatIsNotAnsweredIsCommandedAgain() {
    attempt("local");
    service.pass(Duration.ofSeconds(5));
    assertThat(service.all(ClusterCommand.class))
        .extracting(ClusterCommand::action)
        .containsExactly(Action.ENSURE, Action.ENSURE);
  }

  @Test
  void aReadyClusterIsLeasedToALiveSubmitterThatServesItsProfile() {
    announce("deaf", "moon");
    announce("sub", "local");
    attempt("local");
    observe(Action.ENSURE, READY);
    assertThat(service.only(ClusterReady.class).endpoints().master())
        .isEqualTo("spark://here:7077");
    assertThat(service.only(LeaseGranted.class).submitter()).isEqualTo("sub");
    assertThat(service.only(Assignment.class).submitter()).isEqualTo("sub");
  }

  @Test
  void whatARepairKeepsIsInEveryAssignmentOfTheAttempt() {
    var kept = List.of(new KeptStep("clean", "r0", Json.parse("{\"rows\": 7}")));
    announce("sub", "local");
    service.event(
        TOPICS.runs(), "r1", new AttemptStarted("r1", 1, on("local"), kept, now(), null, null));
    observe(Action.ENSURE, READY);
    stopping(StopReason.CANCEL);
    assertThat(service.all(Assignment.class))
        .extracting(Assignment::stop, Assignment::kept)
        .containsExactly(tuple(null, kept), tuple(StopReason.CANCEL, kept));
  }

  @Test
  void aReadyClusterWaitsForASubmitterAndIsPutOutWhenNoneComes() {
    attempt("local");
    observe(Action.ENSURE, READY);
    assertThat(service.all(LeaseGranted.class)).isEmpty();
    service.pass(TIMES.startDeadline());
    assertThat(service.only(ClusterFailed.class).cause()).contains("no live submitter");
    assertThat(service.only(ClusterStopping.class)).isNotNull();
  }

  @Test
  void aSubmitterThatComesLaterTakesTheWaitingCluster() {
    attempt("local");
    observe(Action.ENSURE, READY);
    announce("sub", "local");
    assertThat(service.only(LeaseGranted.class).submitter()).isEqualTo("sub");
  }

  @Test
  void aClusterThatWasLitAheadIsLeasedWhenItsTimeHasCome() {
    announce("sub", "local");
    attemptNotBefore(now().plusSeconds(90));
    service.pass(Duration.ofSeconds(60));
    observe(Action.ENSURE, READY);
    announce("another", "local");
    service.pass(Duration.ofMillis(29_999));
    assertThat(service.all(LeaseGranted.class)).isEmpty();
    announce("sub", "local");
    service.pass(Duration.ofMillis(1));
    assertThat(service.only(LeaseGranted.class).runId()).isEqualTo("r1");
  }

  @Test
  void aClusterThatIsReadyTooLateIsLeasedAtOnce() {
    attemptNotBefore(now().plusSeconds(30));
    service.pass(Duration.ofSeconds(60));
    announce("sub", "local");
    assertThat(service.all(LeaseGranted.class)).isEmpty();
    observe(Action.ENSURE, READY);
    assertThat(service.only(LeaseGranted.class).runId()).isEqualTo("r1");
  }

  @Test
  void aSubmitterIsWaitedForAsLongAsWithoutTheHeadStart() {
    attemptNotBefore(now().plus(TIMES.startDeadline()).minusSeconds(1));
    observe(Action.ENSURE, READY);
    service.pass(TIMES.startDeadline().plusSeconds(1));
    announce("sub", "local");
    assertThat(service.only(LeaseGranted.class).runId()).isEqualTo("r1");
  }

  @Test
  void whatIsStoppedBeforeItsTimeNeverStarts() {
    announce("sub", "local");
    attemptNotBefore(now().plusSeconds(30));
    observe(Action.ENSURE, READY);
    stopping(StopReason.CANCEL);
    service.pass(Duration.ofSeconds(60));
    assertThat(service.all(LeaseGranted.class)).isEmpty();
    assertThat(service.only(ClusterStopping.class)).isNotNull();
  }

  @Test
  void theEndOfTheJobPutsTheClusterOutWithoutAskingAnyone() {
    leased();
    finished();
    assertThat(service.only(LeaseEnded.class).runId()).isEqualTo("r1");
    assertThat(last().action()).isEqualTo(Action.RELEASE);
    assertThat(service.all(ClusterStopped.class)).isEmpty();
    observe(Action.RELEASE, Observed.gone());
    assertThat(service.only(ClusterStopped.class).runId()).isEqualTo("r1");
  }

  @Test
  void aClusterThatIsGoneIsForgottenWhenNoLateCallCanBringItBack() {
    leased();
    finished();
    observe(Action.RELEASE, Observed.gone());
    service.pass(TIMES.lateCreate().multipliedBy(2));
    observe(Action.RELEASE, Observed.gone());
    assertThat(service.only(ClusterStopped.class).runId()).isEqualTo("r1");
    assertThat(service.stateKeys("cluster/")).isEmpty();
    assertThat(service.stateKeys("engine.timer/")).isEmpty();
  }

  @Test
  void releaseIsRepeatedUntilTheProviderSaysThatNothingIsLeft() {
    leased();
    finished();
    observe(Action.RELEASE, Observed.failed(Failure.Kind.TRANSIENT, "try later"));
    service.pass(Duration.ofMinutes(1));
    assertThat(service.all(ClusterCommand.class))
        .filteredOn(c -> c.action() == Action.RELEASE)
        .hasSizeGreaterThan(3);
    assertThat(service.all(ClusterStopped.class)).isEmpty();
  }

  @Test
  void aLateLookThatFailsOrIsNotAnsweredIsRepeatedSoon() {
    leased();
    finished();
    observe(Action.RELEASE, Observed.gone());
    int released = releases();
    service.pass(TIMES.look().multipliedBy(3));
    assertThat(releases()).isEqualTo(released);
    service.pass(TIMES.look().multipliedBy(3));
    assertThat(releases()).isEqualTo(released + 1);

    observe(Action.RELEASE, Observed.failed(Failure.Kind.TRANSIENT, "try later"));
    service.pass(TIMES.look());
    assertThat(releases()).isEqualTo(released + 2);
    service.pass(TIMES.look());
    assertThat(releases()).isEqualTo(released + 3);

    observe(Action.RELEASE, Observed.gone());
    service.pass(TIMES.look().multipliedBy(3));
    assertThat(releases()).isEqualTo(released + 3);
  }

  private int releases() {
    return (int)
        service.all(ClusterCommand.class).stream()
            .filter(c -> c.action() == Action.RELEASE)
            .count();
  }

  @Test
  void anEnsureThatNobodyAnsweredKeepsTheClusterInTheLedgerUntilItCannotComeLateAnyMore() {
    attempt("local");
    stopping(StopReason.CANCEL);
    observe(Action.RELEASE, Observed.gone());
    assertThat(service.all(ClusterStopped.class)).isEmpty();
    service.pass(TIMES.lateCreate().plusSeconds(5));
    observe(Action.RELEASE, Observed.gone());
    assertThat(service.all(ClusterStopped.class)).hasSize(1);
  }

  @Test
  void aQuotaRefusalEndsTheAttemptInTheProvidersWords() {
    attempt("local");
    observe(Action.ENSURE, Observed.failed(Failure.Kind.QUOTA, "no more than 3 vCPU"));
    ClusterFailed failed = service.only(ClusterFailed.class);
    assertThat(failed.failureClass()).isEqualTo(FailureClass.QUOTA);
    assertThat(failed.cause()).contains("no more than 3 vCPU");
  }

  @Test
  void aPassingFailureIsTriedAgainWithinTheStartDeadline() {
    attempt("local");
    observe(Action.ENSURE, Observed.failed(Failure.Kind.TRANSIENT, "503"));
    assertThat(service.all(ClusterFailed.class)).isEmpty();
    service.pass(TIMES.startDeadline());
    assertThat(service.only(ClusterFailed.class).cause()).contains("not ready");
  }

  @Test
  void aCancelledDriverIsAskedPolitelyAndTheClusterDestroyedAfterTheBound() {
    leased();
    stopping(StopReason.CANCEL);
    List<Assignment> assignments = service.all(Assignment.class);
    assertThat(assignments.get(1).stop()).isEqualTo(StopReason.CANCEL);
    assertThat(service.all(ClusterStopping.class)).isEmpty();
    service.pass(TIMES.politeStop().plus(TIMES.logShipping()));
    assertThat(service.all(ClusterStopping.class)).hasSize(1);
  }

  @Test
  void aSuspectedAttemptLosesItsClusterAtOnce() {
    leased();
    stopping(StopReason.SUSPECT);
    assertThat(service.all(ClusterStopping.class)).hasSize(1);
  }

  @Test
  void aClusterThatDiesUnderItsDriverIsToldAndPutOut() {
    leased();
    observe(Action.KEEP, Observed.failed(Failure.Kind.FAILED, "the master ended"));
    assertThat(service.only(ClusterFailed.class).failureClass())
        .isEqualTo(FailureClass.INFRASTRUCTURE);
    assertThat(last().action()).isEqualTo(Action.RELEASE);
  }

  @Test
  void aWantedClusterIsKeptAliveAndLookedAt() {
    leased();
    service.pass(Duration.ofSeconds(20));
    assertThat(last().action()).isEqualTo(Action.KEEP);
  }

  @Test
  void anUnknownProfileEndsTheAttemptWithoutACluster() {
    attempt("moon");
    assertThat(service.only(ClusterFailed.class).failureClass())
        .isEqualTo(FailureClass.CONFIGURATION);
    assertThat(service.all(ClusterStopped.class)).hasSize(1);
    assertThat(service.all(ClusterCommand.class)).isEmpty();
  }

  @Test
  void anEndThatCannotBeReadPutsTheClusterOfItsRunOut() {
    leased();
    unreadableEnd("r1");
    assertThat(service.only(ClusterFailed.class).runId()).isEqualTo("r1");
    assertThat(last().action()).isEqualTo(Action.RELEASE);
  }

  @Test
  void aReleaseIsRepeatedThoughSomethingUnreadableComesBetween() {
    leased();
    finished();
    unreadableEnd("r1");
    service.pass(Duration.ofSeconds(6));
    assertThat(service.only(ClusterStopping.class)).isNotNull();
    assertThat(last().action()).isEqualTo(Action.RELEASE);
    assertThat(service.all(ClusterFailed.class)).isEmpty();
  }

  @Test
  void whatTheLedgerMadeAndDoesNotKnowIsPutOutWhenASecondListingShowsIt() {
    String stray = stray();
    list(stray);
    list(stray);
    assertThat(service.all(ClusterStopping.class)).isEmpty();

    service.pass(Duration.ofSeconds(1));
    list(stray);
    assertThat(service.only(ClusterStopping.class).clusterId()).isEqualTo(stray);
    assertThat(last().action()).isEqualTo(Action.RELEASE);
    assertThat(last().request().clusterId()).isEqualTo(stray);
    long first = last().generation();
    assertThat(first).isGreaterThan(service.all(ClusterCommand.class).get(0).generation() + 1000);
    service.pass(Duration.ofSeconds(31));
    assertThat(last().generation()).isGreaterThan(first);
    service.event(
        TOPICS.observations("cluster"),
        stray,
        new ClusterObservation(stray, Action.RELEASE, last().generation(), Observed.gone()));
    assertThat(service.only(ClusterStopped.class).runId()).isNull();
    assertThat(service.stateKeys("stray/")).isEmpty();
  }

  @Test
  void aStaleListingPutsNothingOut() {
    String stray = stray();
    list(stray);
    service.pass(Duration.ofSeconds(1));
    list();
    service.pass(Duration.ofSeconds(1));
    list(stray);
    assertThat(service.all(ClusterStopping.class)).isEmpty();
  }

  @Test
  void whatIsWantedAndWhatAnotherLedgerMadeIsLeftAlone() {
    leased();
    for (int i = 0; i < 3; i++) {
      list(id(), "mf-ffffff-0123456789", "somebody-elses");
      service.pass(Duration.ofSeconds(1));
    }
    assertThat(service.all(ClusterStopping.class)).isEmpty();
    assertThat(service.all(ClusterCommand.class))
        .extracting(ClusterCommand::action)
        .doesNotContain(Action.RELEASE);
  }

  /** Of this ledger's making, by its name. */
  private String stray() {
    attempt("local");
    return id().substring(0, id().lastIndexOf('-')) + "-0123456789";
  }

  private void list(String... clusters) {
    service.event(
        TOPICS.observations("cluster"),
        "local",
        new Inventory("local", List.of(clusters), now().minusMillis(1)));
  }

  private void attempt(String profile) {
    attempt("r1", 1, on(profile));
  }

  private void attemptNotBefore(Instant start) {
    attempt("r1", 1, on("local"), start, null);
  }

  private void leased() {
    announce("sub", "local");
    attempt("local");
    observe(Action.ENSURE, READY);
  }

  private void stopping(StopReason reason) {
    stopping("r1", 1, reason);
  }

  private void finished() {
    finished("r1", 1, null);
  }

  private void observe(Action action, Observed seen) {
    observe(id(), action, seen);
  }

  private String id() {
    return clusters().get(0);
  }

  private static JobSpec on(String profile) {
    return spec("cluster: {profile: " + profile + "}");
  }
}
