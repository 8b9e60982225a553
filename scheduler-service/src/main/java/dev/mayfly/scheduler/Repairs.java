package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.PROGRESS;
import static dev.mayfly.scheduler.SchedulerState.REPAIR;
import static dev.mayfly.scheduler.SchedulerState.REPAIRABLE;
import static dev.mayfly.scheduler.SchedulerState.SEEN;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.SchedulerState.Progress;
import dev.mayfly.scheduler.SchedulerState.Repair;
import dev.mayfly.scheduler.SchedulerState.Repairable;
import dev.mayfly.scheduler.SchedulerState.Seen;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs that go on where another has failed. A run, its repairs and theirs are about the same work,
 * so one of them is live at a time, and none is repaired when one of its repairs has succeeded.
 */
final class Repairs {
  /** By a run that has ended: after that it can be repaired no more. */
  static final String FORGET = "forget-run/";

  /** By a run that was repaired: nothing that comes of it can be repaired any more. */
  static final String FORGET_REPAIR = "forget-repair/";

  private final Times times;

  Repairs(Times times) {
    this.times = times;
  }

  /** Why the run cannot be repaired; empty when it can. */
  Optional<Fault> fault(String runId, Turn turn) {
    String expected = expected(runId, turn);
    return expected == null ? Optional.empty() : Optional.of(new Fault("repairs", runId, expected));
  }

  private @Nullable String expected(String runId, Turn turn) {
    if (Requests.isOpen(runId, turn)) {
      return "over: it has not ended, or its teardown is not confirmed yet";
    }
    if (hasSucceeded(runId, turn)) {
      return "in need of a repair: it succeeded";
    }
    Repairable ended = turn.load(REPAIRABLE, runId).orElse(null);
    if (ended == null) {
      long days = times.requestRetention().toDays();
      return "a run that was accepted and ended within the last " + days + " days";
    }
    String last = turn.load(REPAIR, ended.root()).map(Repair::runId).orElse(null);
    if (last != null && Requests.isOpen(last, turn)) {
      return "to be repaired twice at a time: run " + last + " repairs it and is not over";
    }
    return last != null && hasSucceeded(last, turn)
        ? "in need of another repair: run " + last + " has repaired it"
        : null;
  }

  private static boolean hasSucceeded(String runId, Turn turn) {
    return turn.load(SEEN, runId).map(Seen::ended).filter(Outcome::isSuccess).isPresent();
  }

  /** The repair has been accepted. */
  static void begin(String runId, Repairable repaired, Turn turn) {
    turn.save(PROGRESS, runId, new Progress(repaired.root(), repaired.succeeded(), 0, List.of()));
    turn.save(REPAIR, repaired.root(), new Repair(runId));
    turn.disarm(FORGET_REPAIR + repaired.root());
  }

  /** The steps that no attempt of the run is to run. */
  static List<KeptStep> kept(String runId, Turn turn) {
    return turn.load(PROGRESS, runId).map(Progress::kept).orElse(List.of());
  }

  /**
   * Drivers of the attempt may run from now on: what earlier ones came to is done again and counts
   * no more.
   */
  static void begun(String runId, int attempt, Turn turn) {
    ended(runId, attempt, List.of(), turn);
  }

  static void ended(String runId, int attempt, List<StepResult> steps, Turn turn) {
    List<KeptStep> succeeded =
        steps.stream()
            .filter(step -> step.outcome().isSuccess())
            .map(step -> KeptStep.of(runId, step))
            .toList();
    Progress before = turn.load(PROGRESS, runId).orElse(Progress.NONE);
    turn.save(PROGRESS, runId, before.with(attempt, succeeded));
  }

  void completed(String runId, RunState run, JobSpec spec, Outcome outcome, Turn turn) {
    turn.load(SEEN, runId).ifPresent(seen -> turn.save(SEEN, runId, seen.ended(outcome)));
    Progress progress = turn.load(PROGRESS, runId).orElse(Progress.NONE);
    turn.remove(PROGRESS, runId);
    String root = progress.root() == null ? runId : progress.root();
    if (!outcome.isSuccess()) {
      RunState.Request request = run.request();
      turn.save(
          REPAIRABLE,
          runId,
          new Repairable(spec, request.revision(), request.tick(), root, progress.all()));
      turn.arm(FORGET + runId, turn.now().plus(times.requestRetention()));
    }
    if (run.request().repairs() != null) {
      turn.arm(FORGET_REPAIR + root, turn.now().plus(times.requestRetention()));
    }
  }
}
