package dev.mayfly.contracts.event;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the drivers do, on {@code mayfly.steps}. May repeat: ids are derived, so that a repeat is
 * known.
 */
public sealed interface StepEvent extends Event {
  String runId();

  int attempt();

  record JobStarted(
      String runId, int attempt, String clusterId, String submitter, Instant startedAt)
      implements StepEvent {}

  /**
   * @param driver where it lives, as in {@code host/pid}
   */
  record StepStarted(String runId, int attempt, String step, String driver, Instant startedAt)
      implements StepEvent {}

  record StepFinished(String runId, int attempt, StepResult result) implements StepEvent {}

  record JobFinished(
      String runId,
      int attempt,
      String clusterId,
      Outcome outcome,
      @Nullable FailureClass failureClass,
      @Nullable String cause,
      Summary summary,
      Instant finishedAt)
      implements StepEvent {}
}
