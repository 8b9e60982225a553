package dev.mayfly.contracts.event;

import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Desired state: what one submitter is to be doing now. It never moves to another submitter while
 * its driver may live.
 *
 * @param kept the steps of {@code spec} that have succeeded before and are not run again
 * @param stop why its drivers are to end; absent while they are to run
 * @param stopBy until when the end is asked for politely; the cluster is destroyed after it
 */
public record Assignment(
    String runId,
    int attempt,
    String submitter,
    String clusterId,
    ClusterEndpoints endpoints,
    JobSpec spec,
    List<KeptStep> kept,
    @Nullable StopReason stop,
    @Nullable Instant stopBy,
    Instant assignedAt)
    implements Event {

  public Assignment {
    kept = kept == null ? List.of() : List.copyOf(kept);
  }

  /** The record's key on {@code mayfly.assignments}. */
  public static String key(String runId, int attempt) {
    return runId + "/" + attempt;
  }
}
