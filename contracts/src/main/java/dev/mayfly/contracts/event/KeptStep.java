package dev.mayfly.contracts.event;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A step that a repair does not run again, since it has succeeded before.
 *
 * @param ranIn the id of the run in which it did
 * @param reported what it reported there
 */
public record KeptStep(String step, String ranIn, @Nullable JsonNode reported) {

  /**
   * @param runId of the run whose step it is, which may have kept it itself
   * @param succeeded what came of it
   */
  public static KeptStep of(String runId, StepResult succeeded) {
    String ranIn = succeeded.keptFrom() == null ? runId : succeeded.keptFrom();
    return new KeptStep(succeeded.step(), ranIn, succeeded.reported());
  }
}
