package dev.mayfly.contracts.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What anyone may ask for, on {@code mayfly.requests}. */
public sealed interface RequestEvent extends Event {

  /**
   * Asks for one run.
   *
   * @param runId the idempotency key, {@code [A-Za-z0-9._-]{1,128}}; absent: derived from the
   *     event's source and id, else from where the record lies
   * @param job the name of a deployed job; this or {@code spec}
   * @param spec the whole spec, as its author writes it
   * @param params override the spec's own
   * @param environment which of the spec's environments to lay over it
   */
  record JobRequested(
      @Nullable String runId,
      @Nullable String job,
      @Nullable JsonNode spec,
      Map<String, String> params,
      @Nullable String environment,
      @Nullable String requestedBy)
      implements RequestEvent {
    public JobRequested {
      params = params == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(params));
      params.forEach(
          (name, value) -> {
            if (value == null) {
              throw new IllegalArgumentException("params." + name + ": missing; expected a text");
            }
          });
    }
  }

  record RunCancelRequested(String runId, @Nullable String reason, @Nullable String requestedBy)
      implements RequestEvent {
    public RunCancelRequested {
      if (runId.isBlank()) {
        throw new IllegalArgumentException("runId: missing; expected the id of a run");
      }
    }
  }

  /** A new run that resumes {@code repairs} from its failed step. */
  record RunRepairRequested(String runId, String repairs) implements RequestEvent {}

  /**
   * @param workers at least 1
   */
  record ClusterResizeRequested(String clusterId, int workers) implements RequestEvent {
    public ClusterResizeRequested {
      if (workers < 1) {
        throw new IllegalArgumentException(
            "workers: '" + workers + "' is not a whole number from 1");
      }
    }
  }
}
