package dev.mayfly.contracts.event;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A job that runs may name, on {@code mayfly.jobs} under the job's name; a tombstone takes it back.
 *
 * @param spec the whole spec, as its author writes it
 * @param environment which of the spec's environments to lay over it
 * @param paused whether its schedule fires nothing; absent: it fires
 */
public record JobDeployed(
    JsonNode spec,
    @Nullable String environment,
    @Nullable Boolean paused,
    @Nullable String deployedBy)
    implements Event {

  public boolean firesNothing() {
    return paused != null && paused;
  }
}
