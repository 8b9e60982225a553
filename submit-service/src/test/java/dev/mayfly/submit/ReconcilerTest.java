package dev.mayfly.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import dev.mayfly.testkit.log.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private static final DriverRef LOAD = new DriverRef("r1", 1, "load");
  private static final String KEY = Assignment.key("r1", 1);

  private final FakeHost host = new FakeHost();
  private final FakeReports reports = new FakeReports();
  private final SettableClock clock = new SettableClock(Jobs.START);
  private final Assignment mine = Jobs.assignment("r1", "me", Jobs.step("load"));

  @Test
  void afterARestartWhatRunsIsAdoptedAndStartedNoSecondTime() {
    Reconciler before = withMine();
    look(before, 2);
    clock.advance(Duration.ofMinutes(1));

    Reconciler after = withMine();
    look(after, 2);
    assertThat(host.starts).containsExactly("load");
    var said = reports.taken.stream().filter(e -> e instanceof StepEvent.StepStarted).toList();
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).isEqualTo(said.get(1));
  }

  @Test
  void afterARestartAnEndIsReportedAgainWithTheSameFacts() {
    Reconciler before = withMine();
    look(before, 2);
    host.succeed(LOAD);
    look(before, 1);

    Reconciler after = withMine();
    look(after, 2);
    assertThat(host.starts).containsExactly("load");
    List<StepEvent> results =
        reports.taken.stream().filter(e -> e instanceof StepEvent.StepFinished).toList();
    assertThat(results).hasSize(2);
    assertThat(results.get(0)).isEqualTo(results.get(1));
    List<StepEvent> ends =
        reports.taken.stream().filter(e -> e instanceof StepEvent.JobFinished).toList();
    assertThat(ends).hasSize(2);
    assertThat(ends.get(0)).isEqualTo(ends.get(1));
  }

  @Test
  void whatWasAssignedBeforeTheAttemptWasTakenUpIsKnownBeforeItsDriverStarts() {
    Reconciler late = reconciler(r -> r.assign(KEY, Jobs.stopped(mine, StopReason.SUSPECT, null)));
    late.assign(KEY, mine);
    look(late, 2);
    Reconciler later = reconciler(r -> r.assign(KEY, null));
    later.assign(KEY, mine);
    look(later, 2);

    assertThat(host.starts).isEmpty();
  }

  @Test
  void nothingIsStartedWhileTheAssignmentsCannotBeReadToTheirEnd() {
    var unreachable =
        new RuntimeException[] {new IllegalStateException("the end cannot be reached")};
    Reconciler reconciler =
        reconciler(
            r -> {
              if (unreachable[0] != null) {
                throw unreachable[0];
              }
            });
    reconciler.assign(KEY, mine);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> reconciler.look(KEY)).isSameAs(unreachable[0]);
    }
    assertThat(host.starts).isEmpty();

    unreachable[0] = null;
    look(reconciler, 1);
    assertThat(host.starts).containsExactly("load");
  }

  @Test
  void aDriverWhoseAssignmentIsTakenAwayIsEndedAndForgotten() {
    Reconciler reconciler = withMine();
    look(reconciler, 2);
    reconciler.assign(KEY, null);
    look(reconciler, 1);
    assertThat(host.stops).containsExactly("load by force");
    assertThat(reconciler.keys()).containsExactly(KEY);

    host.succeed(LOAD);
    look(reconciler, 1);
    assertThat(host.forgotten).containsExactly(LOAD);
    assertThat(reconciler.keys()).isEmpty();
  }

  @Test
  void driversWithoutAnAssignmentAreEndedAndWantedOnesLive() {
    host.drivers.put(LOAD, new DriverState.Running("host/1", Jobs.START));
    host.drivers.put(
        new DriverRef("gone", 1, "orphan"), new DriverState.Running("host/2", Jobs.START));
    host.drivers.put(
        new DriverRef("r1", 2, "later"), new DriverState.Running("host/3", Jobs.START));

    Reconciler reconciler = withMine();
    reconciler.findUnwanted();
    reconciler.keys().forEach(reconciler::look);
    assertThat(host.stops).containsExactlyInAnyOrder("orphan by force", "later by force");
  }

  @Test
  void anAssignmentOfAnotherSubmitterIsLeftAlone() {
    Reconciler reconciler = reconciler();
    reconciler.assign(KEY, Jobs.assignment("r1", "another", Jobs.step("load")));
    look(reconciler, 2);

    assertThat(reconciler.keys()).isEmpty();
    assertThat(host.starts).isEmpty();
    assertThat(reports.taken).isEmpty();
  }

  @Test
  void aTombstoneForgetsTheAttemptAlsoWhenALookComesLate() {
    Reconciler reconciler = withMine();
    look(reconciler, 2);
    int said = reports.taken.size();
    reconciler.assign(KEY, null);
    look(reconciler, 2);

    assertThat(reconciler.load()).isZero();
    assertThat(reports.taken).hasSize(said);
  }

  @Test
  void theLoadIsWhatHasNotEnded() {
    Reconciler reconciler = withMine();
    reconciler.assign(Assignment.key("r2", 1), Jobs.assignment("r2", "me", Jobs.step("load")));
    assertThat(reconciler.load()).isEqualTo(2);
    look(reconciler, 2);
    host.succeed(LOAD);
    look(reconciler, 1);
    assertThat(reconciler.load()).isEqualTo(1);
  }

  private Reconciler withMine() {
    Reconciler reconciler = reconciler();
    reconciler.assign(KEY, mine);
    return reconciler;
  }

  private Reconciler reconciler() {
    return reconciler(r -> {});
  }

  private Reconciler reconciler(Consumer<Reconciler> readToEnd) {
    var made = new Reconciler[1];
    made[0] =
        new Reconciler(
            "me",
            host,
            reports,
            Times.DEFAULT,
            clock,
            () -> Duration.ofHours(1),
            () -> readToEnd.accept(made[0]));
    return made[0];
  }

  private static void look(Reconciler reconciler, int times) {
    for (int i = 0; i < times; i++) {
      reconciler.look(KEY);
    }
  }
}
