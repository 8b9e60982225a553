package dev.mayfly.cli.view;

import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.StepEvent.StepStarted;
import dev.mayfly.contracts.event.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * @param progress its latest heartbeat
 */
public record StepView(
    String name,
    @Nullable StepStarted started,
    @Nullable StepResult result,
    @Nullable JobProgressed progress) {

  public boolean isRunning() {
    return started != null && result == null;
  }
}
