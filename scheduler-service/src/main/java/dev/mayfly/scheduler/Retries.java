package dev.mayfly.scheduler;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.RunState.End;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The run's retry policy, held against how an attempt ended. */
final class Retries {
  private Retries() {}

  /** When the next attempt starts; null when there is none. */
  static @Nullable Instant at(String runId, RunState run, End how, Turn turn) {
    boolean retriable = how.outcome() == Outcome.FAILED || how.outcome() == Outcome.LOST;
    FailureClass failure = how.failureClass();
    if (!retriable || failure == null) {
      return null;
    }
    return Runs.spec(runId, turn)
        .retry()
        .after(failure)
        .filter(retry -> run.attempt() < retry.attempts())
        .map(retry -> retry.backoff().before(run.attempt() + 1, chance(runId, run.attempt())))
        .map(turn.now()::plus)
        .orElse(null);
  }

  /** From 0 to 1, of its own for each attempt, and the same whenever it is asked. */
  private static double chance(String runId, int attempt) {
    String digits = Json.sha256(runId + "/" + attempt).substring(0, 6);
    return Integer.parseInt(digits, 16) / (double) (1 << 24);
  }
}
