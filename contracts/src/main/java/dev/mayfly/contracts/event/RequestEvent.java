package dev.mayfly.contracts.event;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.schedule.TickAsked;
import java.time.Instant;
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
   * @param tick the span of time that the run is to tell of; what is missing of it is taken from
   *     the job's schedule
   */
  record JobRequested(
      @Nullable String runId,
      @Nullable String job,
      @Nullable JsonNode spec,
      Map<String, String> params,
      @Nullable String environment,
      @Nullable String requestedBy,
      @Nullable TickAsked tick)
      implements RequestEvent {
    public JobRequested {
      params = texts(params);
    }
  }

  /**
   * Asks for a run of each tick of a deployed job that is due in a span of time, oldest first.
   *
   * @param id cancels all of it as a runId does; absent: derived as a run's
   * @param from the first due time that counts
   * @param to the first that no longer does
   * @param concurrency how many runs there may be at a time, 1 to 100; absent: 1
   */
  record BackfillRequested(
      @Nullable String id,
      String job,
      Instant from,
      Instant to,
      @Nullable Integer concurrency,
      Map<String, String> params,
      @Nullable String requestedBy)
      implements RequestEvent {
    public BackfillRequested {
      params = texts(params);
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("from: '" + from + "' is not before to, " + to);
      }
      if (concurrency != null && (concurrency < 1 || concurrency > 100)) {
        throw new IllegalArgumentException(
            "concurrency: '" + concurrency + "' is not a whole number from 1 to 100");
      }
    }

    /**
     * The id of the run that a back-fill asks for.
     *
     * @param id the back-fill's
     * @param due the end of the tick
     */
    public static String runId(String id, Instant due) {
      return Json.sha256("backfill " + id + " " + due).substring(0, 32);
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

  /**
   * Asks for a new run that goes on where another has failed: it keeps the steps that had succeeded
   * and runs the others.
   *
   * @param runId of the new run; as in {@link JobRequested}
   * @param repairs the id of the run that has failed
   */
  record RunRepairRequested(@Nullable String runId, String repairs, @Nullable String requestedBy)
      implements RequestEvent {
    public RunRepairRequested {
      if (repairs.isBlank()) {
        throw new IllegalArgumentException("repairs: missing; expected the run that has failed");
      }
    }
  }

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

  private static Map<String, String> texts(@Nullable Map<String, String> params) {
    if (params == null) {
      return Map.of();
    }
    params.forEach(
        (name, value) -> {
          if (value == null) {
            throw new IllegalArgumentException("params." + name + ": missing; expected a text");
          }
        });
    return Collections.unmodifiableMap(new LinkedHashMap<>(params));
  }
}
