package dev.mayfly.submit;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why steps are to end, or not to start.
 *
 * @param why as in {@code CANCEL} or {@code step clean failed}
 * @param by after which a driver is killed; null: it is only asked
 */
record Stop(
    Outcome outcome, @Nullable FailureClass failureClass, String why, @Nullable Instant by) {

  /** Null while the attempt is to run. */
  static @Nullable Stop of(Assignment a) {
    StopReason reason = a.stop();
    if (reason == null) {
      return null;
    }
    Outcome outcome =
        switch (reason) {
          case TIMEOUT -> Outcome.TIMED_OUT;
          case SUSPECT -> Outcome.FAILED;
          case CANCEL, BUDGET -> Outcome.CANCELLED;
        };
    FailureClass cls = reason == StopReason.SUSPECT ? FailureClass.INFRASTRUCTURE : null;
    return new Stop(outcome, cls, reason.name(), a.stopBy());
  }

  static Stop because(StepResult failed, @Nullable Instant by) {
    return new Stop(Outcome.CANCELLED, null, "step " + failed.step() + " failed", by);
  }

  /** What came of a driver; one that succeeded all the same did. */
  StepResult ended(StepResult seen) {
    return seen.outcome().isSuccess() ? seen : seen.ended(outcome, failureClass, "stopped: " + why);
  }

  /** What came of a step that never had a driver. */
  StepResult kept(String step, Instant now) {
    return unstarted(step, outcome, failureClass, "not started: " + why, now);
  }

  static StepResult unstarted(
      String step, Outcome outcome, @Nullable FailureClass cls, String cause, Instant now) {
    return new StepResult(
        step, outcome, cls, cause, null, null, now, null, List.of(), List.of(), null, null, null,
        null);
  }
}
