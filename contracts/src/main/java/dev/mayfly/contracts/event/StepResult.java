package dev.mayfly.contracts.event;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * @param cause the root cause's first lines, in its own words
 * @param exitCode the driver's; absent when it never ran or nobody could know
 * @param failedExpectations each of the step's {@code expect} that did not hold, as a sentence
 * @param reported what the job itself wrote to the file that {@code MAYFLY_REPORT} names
 * @param keptFrom the run in which the step had succeeded, so that it was not run again; absent of
 *     a step that was
 */
public record StepResult(
    String step,
    Outcome outcome,
    @Nullable FailureClass failureClass,
    @Nullable String cause,
    @Nullable Integer exitCode,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable StepMetrics metrics,
    List<Written> written,
    List<String> failedExpectations,
    @Nullable JsonNode reported,
    @Nullable String log,
    @Nullable String eventLog,
    @Nullable String keptFrom) {

  public StepResult {
    written = written == null ? List.of() : List.copyOf(written);
    failedExpectations = failedExpectations == null ? List.of() : List.copyOf(failedExpectations);
  }

  /**
   * The prefix of the keys in the installation's bucket under which a step's logs are, while its
   * driver runs and ever after.
   */
  public static String logs(String runId, int attempt, String step) {
    return "logs/" + runId + "/" + attempt + "/" + step + "/";
  }

  /** Of a step that is not run again. */
  public static StepResult of(KeptStep kept) {
    return new StepResult(
        kept.step(),
        Outcome.SUCCEEDED,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        kept.reported(),
        null,
        null,
        kept.ranIn());
  }

  /** The same step, ended by something else than its own doing. */
  public StepResult ended(Outcome how, @Nullable FailureClass cls, String why) {
    return new StepResult(
        step,
        how,
        cls,
        why,
        exitCode,
        startedAt,
        endedAt,
        metrics,
        written,
        failedExpectations,
        reported,
        log,
        eventLog,
        keptFrom);
  }

  /** Objects and bytes found under an output prefix after the step. */
  public record Written(String prefix, long objects, long bytes) {}
}
