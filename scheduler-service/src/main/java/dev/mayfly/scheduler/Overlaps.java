package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.PREVIOUS;
import static dev.mayfly.scheduler.SchedulerState.QUEUED;
import static dev.mayfly.scheduler.SchedulerState.RUN;
import static dev.mayfly.scheduler.SchedulerState.WAIT;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.schedule.Overlap;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.RunState.End;
import dev.mayfly.scheduler.RunState.Phase;
import dev.mayfly.scheduler.RunState.Request;
import dev.mayfly.scheduler.SchedulerState.Previous;
import java.util.Optional;

/**
 * Whether the run of a tick may run beside that of the tick before it. Runs that are of no tick,
 * those of a back-fill, and repairs, are apart from that.
 */
final class Overlaps {
  private final Waits waits;

  Overlaps(Waits waits) {
    this.waits = waits;
  }

  /** The fault for which the run is not accepted. */
  static Optional<Fault> judge(JobSpec spec, Request request, Turn turn) {
    return tick(spec, request)
        .filter(t -> t.overlap() == Overlap.SKIP)
        .flatMap(
            t ->
                previous(spec, turn)
                    .map(
                        before ->
                            new Fault(
                                "tick",
                                t.tick().end().toString(),
                                "run, since run "
                                    + before
                                    + " has not ended and overlap is skip")));
  }

  /** The spec to accept: a run that waits for the one before it is one of at most one live run. */
  static JobSpec bounded(JobSpec spec, Request request) {
    return tick(spec, request)
            .filter(t -> t.overlap() == Overlap.QUEUE || t.overlap() == Overlap.CANCEL_PREVIOUS)
            .isPresent()
        ? spec.withMaxConcurrentRuns(1)
        : spec;
  }

  /** The run has been accepted: it starts, or waits. */
  void submit(String runId, RunState accepted, JobSpec spec, Turn turn) {
    OfTick tick = tick(spec, accepted.request()).orElse(null);
    if (tick == null) {
      waits.submit(runId, accepted, spec, turn);
      return;
    }
    Optional<String> before = previous(spec, turn);
    turn.save(PREVIOUS, spec.name(), new Previous(runId));
    if (tick.overlap() == Overlap.CANCEL_PREVIOUS) {
      before.ifPresent(run -> cancel(run, tick.tick(), turn));
    }
    waits.submit(runId, accepted, spec, turn);
  }

  static void completed(String runId, RunState run, JobSpec spec, Outcome outcome, Turn turn) {
    turn.load(PREVIOUS, spec.name())
        .filter(previous -> previous.runId().equals(runId))
        .ifPresent(previous -> turn.remove(PREVIOUS, spec.name()));
  }

  private void cancel(String runId, Tick by, Turn turn) {
    String why = "overlap is cancel-previous, and tick " + by.end() + " is due";
    waits.end(runId, new End(Outcome.CANCELLED, null, why, null), turn);
    turn.load(RUN, runId)
        .ifPresent(run -> waits.runs().stop(runId, run, StopReason.CANCEL, why, turn));
  }

  private record OfTick(Tick tick, Overlap overlap) {}

  private static Optional<OfTick> tick(JobSpec spec, Request request) {
    Tick tick = request.tick();
    Schedule schedule = spec.schedule();
    if (tick == null || schedule == null || request.revision() == null) {
      return Optional.empty();
    }
    return request.backfill() == null && request.repairs() == null
        ? Optional.of(new OfTick(tick, schedule.overlap()))
        : Optional.empty();
  }

  /** The run of the tick before, when it has not ended. */
  private static Optional<String> previous(JobSpec spec, Turn turn) {
    return turn.load(PREVIOUS, spec.name())
        .map(Previous::runId)
        .filter(
            id ->
                turn.load(WAIT, id).isPresent()
                    || turn.load(QUEUED, id).isPresent()
                    || turn.load(RUN, id).filter(r -> r.phase() != Phase.CHASING).isPresent());
  }
}
