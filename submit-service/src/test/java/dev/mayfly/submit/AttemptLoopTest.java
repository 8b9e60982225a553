package dev.mayfly.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.submit.host.DriverProgress;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.testkit.log.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptLoopTest {
  private static final DriverRef LOAD = new DriverRef("r1", 1, "load");
  private static final DriverRef COUNT = new DriverRef("r1", 1, "count");

  private static final DriverProgress WAITING =
      new DriverProgress(0, 0, 0, 0, 0, 0, 0, null, null, Jobs.START);

  private final FakeHost host = new FakeHost();
  private final FakeReports reports = new FakeReports();
  private final SettableClock clock = new SettableClock(Jobs.START);
  private Duration sinceBoot = Duration.ofHours(1);
  private Assignment assignment =
      Jobs.assignment("r1", "me", Jobs.step("count", "load"), Jobs.step("load"));
  private final AttemptLoop loop =
      new AttemptLoop(assignment, host, reports, Times.DEFAULT, () -> sinceBoot);

  @Test
  void stepsRunOneAfterTheOtherInTheOrderTheyNeed() {
    look(2);
    assertThat(host.starts).containsExactly("load");
    host.succeed(LOAD);
    look(2);
    assertThat(host.starts).containsExactly("load", "count");
    host.succeed(COUNT);
    look(1);

    assertThat(reports.kinds())
        .containsExactly(
            "JobStarted",
            "started load",
            "finished load",
            "started count",
            "finished count",
            "JobFinished");
    assertThat(reports.end().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(reports.end().summary().steps()).hasSize(2);
    assertThat(loop.isFinished()).isTrue();
  }

  @Test
  void aStepThatFailsIsTheLast() {
    look(2);
    host.fail(LOAD, FailureClass.APPLICATION, "no rows");
    look(3);

    assertThat(host.starts).containsExactly("load");
    assertThat(reports.end().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(reports.end().failureClass()).isEqualTo(FailureClass.APPLICATION);
    assertThat(reports.end().cause()).isEqualTo("no rows");
    assertThat(reports.kinds()).filteredOn("JobFinished"::equals).hasSize(1);
  }

  @Test
  void aDriverIsAskedToEndOnceAndKilledWhenItsTimeIsUp() {
    look(2);
    stop(StopReason.CANCEL);
    look(3);
    assertThat(host.stops).containsExactly("load politely");

    clock.advance(Duration.ofSeconds(31));
    look(1);
    assertThat(host.stops).containsExactly("load politely", "load by force");

    host.fail(LOAD, FailureClass.INFRASTRUCTURE, "killed");
    look(1);
    assertThat(reports.end().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(reports.end().failureClass()).isNull();
  }

  @Test
  void aTimeOutEndsAsTimedOutAndSilenceAsInfrastructure() {
    look(2);
    stop(StopReason.TIMEOUT);
    host.fail(LOAD, FailureClass.INFRASTRUCTURE, "killed");
    look(1);
    assertThat(reports.end().outcome()).isEqualTo(Outcome.TIMED_OUT);

    var other = new AttemptLoop(assignment, host, reports, Times.DEFAULT, () -> sinceBoot);
    stop(StopReason.SUSPECT);
    other.takeUp(assignment, clock.instant(), () -> {});
    other.look(assignment, clock.instant());
    assertThat(reports.end().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(reports.end().failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
  }

  @Test
  void whatIsStoppedBeforeItsStartIsNeverStarted() {
    stop(StopReason.CANCEL);
    look(2);

    assertThat(host.starts).isEmpty();
    assertThat(reports.kinds()).containsExactly("JobStarted", "JobFinished");
    assertThat(reports.end().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void aStepThatSucceededInSpiteOfAStopKeepsItsOutcomeAndTheNextNeverStarts() {
    look(2);
    stop(StopReason.CANCEL);
    host.succeed(LOAD);
    look(1);

    assertThat(host.starts).containsExactly("load");
    assertThat(reports.end().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(reports.end().summary().steps())
        .extracting(r -> r.outcome())
        .containsExactly(Outcome.SUCCEEDED, Outcome.CANCELLED);
  }

  @Test
  void anApplicationThatGetsNoExecutorWithinTheLimitIsEndedAsQuota() {
    host.progress.put(LOAD, WAITING);
    look(2);
    clock.advance(StepDriver.SCHEDULING_LIMIT);
    look(1);
    assertThat(host.stops).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    look(1);
    assertThat(host.stops).containsExactly("load by force");
    host.fail(LOAD, FailureClass.INFRASTRUCTURE, "killed");
    look(1);
    assertThat(reports.end().failureClass()).isEqualTo(FailureClass.QUOTA);
    assertThat(reports.end().cause()).contains("no executor");
  }

  @Test
  void aReportThatTheBrokerRefusesIsRepeatedAndNothingIsLost() {
    reports.refuses = true;
    assertRefused();
    assertThat(host.starts).isEmpty();
    reports.refuses = false;
    look(1);
    reports.refuses = true;
    assertRefused();
    assertRefused();
    host.fail(LOAD, FailureClass.APPLICATION, "no rows");
    assertRefused();
    assertThat(loop.isFinished()).isFalse();
    reports.refuses = false;
    look(2);

    // The step had ended before its start could be said: its result tells both.
    assertThat(reports.kinds()).containsExactly("JobStarted", "finished load", "JobFinished");
    assertThat(host.starts).containsExactly("load");
  }

  @Test
  void aLeaseIsRenewedOnlyByAnAcknowledgedHeartbeatAndFromWhenItWasSent() {
    look(2);
    assertThat(reports.unacknowledged).hasSize(1);
    assertThat(host.renewals).isEmpty();

    Duration sent = sinceBoot;
    sinceBoot = sinceBoot.plusSeconds(20);
    reports.acknowledge();
    assertThat(host.renewals).containsExactly(sent);
  }

  @Test
  void aDriversLeaseCountsFromTheLastReportThatWasAcknowledged() {
    loop.takeUp(assignment, clock.instant(), () -> {});
    Duration taken = sinceBoot;
    sinceBoot = sinceBoot.plusSeconds(40);
    look(1);
    assertThat(host.leasesFrom).containsExactly(taken);
  }

  @Test
  void heartbeatsKeepTheirDistance() {
    look(5);
    assertThat(reports.unacknowledged).hasSize(1);
    sinceBoot = sinceBoot.plus(Times.DEFAULT.heartbeat());
    look(5);
    assertThat(reports.unacknowledged).hasSize(2);
  }

  @Test
  void nothingIsStartedAfterASilenceAsLongAsALease() {
    look(2);
    sinceBoot = sinceBoot.plus(Times.DEFAULT.driverLease());
    host.succeed(LOAD);
    look(2);
    look(1);

    assertThat(host.starts).containsExactly("load");
    assertThat(reports.end().failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
    assertThat(reports.end().cause()).contains("could not reach the broker");

    var afterARestart = new AttemptLoop(assignment, host, reports, Times.DEFAULT, () -> sinceBoot);
    for (int i = 0; i < 3; i++) {
      afterARestart.takeUp(assignment, clock.instant(), () -> {});
      afterARestart.look(assignment, clock.instant());
    }
    assertThat(host.starts).containsExactly("load");
    assertThat(reports.end().failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      loop.takeUp(assignment, clock.instant(), () -> {});
      loop.look(assignment, clock.instant());
    }
  }

  private void assertRefused() {
    assertThatThrownBy(() -> look(1)).isInstanceOf(IllegalStateException.class);
  }

  private void stop(StopReason why) {
    assignment = Jobs.stopped(assignment, why, clock.instant().plus(Times.DEFAULT.politeStop()));
  }
}
