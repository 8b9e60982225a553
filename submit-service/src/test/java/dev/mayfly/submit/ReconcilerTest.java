package dev.mayfly.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.StepStarted;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.host.DriverProgress;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import dev.mayfly.testkit.log.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private static final String KEY = Assignment.key("r1", 1);
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final Host host = new Host();
  private final Said said = new Said();
  private Reconciler reconciler = reconciler();

  @Test
  void stepsRunOneAfterTheOtherInTheOrderOfAfter() {
    assign(null, null);
    look();
    assertThat(host.started).containsExactly("first");
    host.end("first", Outcome.SUCCEEDED);
    look();
    assertThat(host.started).containsExactly("first", "second");
    host.end("second", Outcome.SUCCEEDED);
    look();
    assertThat(said.only(JobFinished.class).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(said.only(JobFinished.class).summary().steps()).hasSize(2);
  }

  @Test
  void aRestartAdoptsWhatRunsAndStartsNothingTwice() {
    assign(null, null);
    look();
    look();
    reconciler = reconciler();
    assign(null, null);
    look();
    assertThat(host.started).containsExactly("first");
    assertThat(said.all(StepStarted.class))
        .hasSize(2)
        .extracting(StepStarted::driver)
        .containsOnly("here");
  }

  @Test
  void afterAFailedStepNoOtherStartsAlsoWhenTheReportIsRefused() {
    assign(null, null);
    look();
    host.end("first", Outcome.FAILED);
    said.refuse = JobFinished.class;
    assertThatThrownBy(this::look).isInstanceOf(IllegalStateException.class);
    look();
    assertThat(host.started).containsExactly("first");
    assertThat(said.only(JobFinished.class).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aStopIsAskedForOncePolitelyAndAfterItsTimeByForce() {
    assign(null, null);
    look();
    assign(StopReason.CANCEL, clock.instant().plusSeconds(30));
    look();
    look();
    assertThat(host.stops).containsExactly("first politely");
    clock.advance(Duration.ofSeconds(31));
    look();
    look();
    assertThat(host.stops).containsExactly("first politely", "first by force");
    host.end("first", Outcome.FAILED);
    look();
    assertThat(said.only(JobFinished.class).outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void whatIsToStopBeforeItStartedNeverStarts() {
    assign(StopReason.TIMEOUT, clock.instant());
    look();
    assertThat(host.started).isEmpty();
    assertThat(said.only(JobFinished.class).outcome()).isEqualTo(Outcome.TIMED_OUT);
  }

  @Test
  void anApplicationThatNeverGetsAnExecutorEndsAsQuota() {
    assign(null, null);
    look();
    host.waitingSince = clock.instant();
    clock.advance(AttemptLoop.SCHEDULING_LIMIT.plusSeconds(1));
    look();
    assertThat(host.stops).containsExactly("first by force");
    host.end("first", Outcome.FAILED);
    look();
    assertThat(said.only(JobFinished.class).failureClass()).isEqualTo(FailureClass.QUOTA);
  }

  @Test
  void aDriversLeaseIsRenewedOnlyWithAnAcknowledgedHeartbeat() {
    assign(null, null);
    look();
    assertThat(said.heartbeats).hasSize(1);
    assertThat(host.renewed).isEmpty();
    said.heartbeats.get(0).run();
    assertThat(host.renewed).containsExactly("first");
  }

  @Test
  void aDriverThatNobodyWantsIsEnded() {
    assign(null, null);
    look();
    reconciler = reconciler();
    reconciler.findUnwanted();
    reconciler.keys().forEach(reconciler::look);
    assertThat(host.stops).containsExactly("first by force");
  }

  @Test
  void anAssignmentOfAnotherSubmitterIsNotTouched() {
    reconciler =
        new Reconciler("other", host, said, Times.DEFAULT, clock, () -> Duration.ZERO, () -> {});
    assign(null, null);
    look();
    assertThat(host.started).isEmpty();
  }

  private Reconciler reconciler() {
    return new Reconciler("me", host, said, Times.DEFAULT, clock, () -> Duration.ZERO, () -> {});
  }

  private void assign(@Nullable StopReason stop, @Nullable Instant stopBy) {
    var at = new ClusterEndpoints("spark://here:1", null);
    reconciler.assign(
        KEY, new Assignment("r1", 1, "me", "mf-1", at, spec(), stop, stopBy, clock.instant()));
  }

  private void look() {
    reconciler.look(KEY);
  }

  private static JobSpec spec() {
    var read =
        JobSpecReader.read(
            SpecText.read(
                "{name: j, steps: [{name: second, application: 's3a://b/b.py', after: [first]},"
                    + " {name: first, application: 's3a://b/a.py'}]}"),
            null,
            Map.of(),
            Map.of());
    return ((JobSpecReader.Result.Valid) read).spec();
  }

  /** Keeps its drivers as a machine does: whatever becomes of the submitter. */
  private static final class Host implements DriverHost {
    final List<String> started = new ArrayList<>();
    final List<String> stops = new ArrayList<>();
    final List<String> renewed = new ArrayList<>();
    final Map<String, Outcome> ended = new LinkedHashMap<>();
    @Nullable Instant waitingSince;

    void end(String step, Outcome how) {
      ended.put(step, how);
    }

    @Override
    public void start(DriverRef ref, Assignment assignment, JobSpec.Step step, Duration sinceBoot) {
      started.add(ref.step());
    }

    @Override
    public DriverState find(DriverRef ref) {
      if (ended.containsKey(ref.step())) {
        return new DriverState.Ended();
      }
      return started.contains(ref.step())
          ? new DriverState.Running("here", Instant.EPOCH)
          : new DriverState.Absent();
    }

    @Override
    public void stop(DriverRef ref, boolean force) {
      stops.add(ref.step() + (force ? " by force" : " politely"));
    }

    @Override
    public void forget(DriverRef ref) {}

    @Override
    public List<DriverRef> list() {
      return started.stream()
          .filter(s -> !ended.containsKey(s))
          .map(s -> new DriverRef("r1", 1, s))
          .toList();
    }

    @Override
    public void renew(DriverRef ref, Duration sinceBoot) {
      renewed.add(ref.step());
    }

    @Override
    public DriverProgress progress(DriverRef ref) {
      return new DriverProgress(0, 0, 0, 0, 0, 0, 0, null, null, waitingSince);
    }

    @Override
    public StepResult result(DriverRef ref, Assignment assignment, JobSpec.Step step) {
      return new StepResult(
          step.name(),
          ended.get(step.name()),
          null,
          null,
          0,
          null,
          null,
          null,
          List.of(),
          List.of(),
          null,
          null,
          null);
    }
  }

  private static final class Said implements Reports {
    final List<StepEvent> events = new ArrayList<>();
    final List<Runnable> heartbeats = new ArrayList<>();
    @Nullable Class<?> refuse;

    @Override
    public void publish(StepEvent event) {
      if (event.getClass() == refuse) {
        refuse = null;
        throw new IllegalStateException("the broker did not take it");
      }
      events.add(event);
    }

    @Override
    public void heartbeat(JobProgressed progress, Runnable acknowledged) {
      heartbeats.add(acknowledged);
    }

    <T> List<T> all(Class<T> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T> T only(Class<T> type) {
      assertThat(all(type)).hasSize(1);
      return all(type).get(0);
    }
  }
}
