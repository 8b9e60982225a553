package dev.mayfly.contracts.event;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A job that runs may name, on {@code mayfly.jobs} under the job's name; a tombstone takes it back.
 *
 * @param spec the whole spec, as its author writes it
 * @param environment which of the spec's environments to lay over it
 * @param paused whether its schedule fires nothing; absent: it fires
 * @param source the set of jobs that it was deployed with, as a project of the command line; what
 *     leaves the set can be told by it. Absent: it belongs to none
 */
public record JobDeployed(
    JsonNode spec,
    @Nullable String environment,
    @Nullable Boolean paused,
    @Nullable String deployedBy,
    @Nullable String source)
    implements Event {

  /** Of no set. */
  public JobDeployed(
      JsonNode spec,
      @Nullable String environment,
      @Nullable Boolean paused,
      @Nullable String deployedBy) {
    this(spec, environment, paused, deployedBy, null);
  }

  public boolean firesNothing() {
    return paused != null && paused;
  }
}
