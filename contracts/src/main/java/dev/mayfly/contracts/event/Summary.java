package dev.mayfly.contracts.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt.
 *
 * @param steps in the order in which they ended
 * @param logs where the logs of all steps are kept
 */
public record Summary(List<StepResult> steps, @Nullable String logs) {
  public static final Summary EMPTY = new Summary(List.of(), null);

  public Summary {
    steps = steps == null ? List.of() : List.copyOf(steps);
  }
}
