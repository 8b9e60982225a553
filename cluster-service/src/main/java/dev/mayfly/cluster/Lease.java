package dev.mayfly.cluster;

import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.job.JobSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt's hold on a cluster. An ephemeral cluster has one, which is kept with it; those of a
 * shared cluster are kept each by itself, since their specs are large.
 *
 * @param kept the steps that its submitter is not to run
 * @param submitter who runs the attempt; absent while it waits
 */
record Lease(
    String clusterId,
    String runId,
    int attempt,
    JobSpec spec,
    List<KeptStep> kept,
    Phase phase,
    @Nullable String submitter) {

  Lease {
    kept = kept == null ? List.of() : List.copyOf(kept);
  }

  enum Phase {
    /** For the cluster to be ready, or for a submitter that lives. */
    WAITING,
    HELD,
    /** A stop was asked for: the driver ends politely. */
    DRAINING,
    /** Over; of a shared cluster: its driver may still live there. */
    ENDED
  }

  String key() {
    return Assignment.key(runId, attempt);
  }

  boolean sharesItsCluster() {
    return spec.cluster().shared() != null;
  }

  /** What its timers are called by. */
  String name() {
    return sharesItsCluster() ? key() : clusterId;
  }

  Lease in(Phase next) {
    return new Lease(clusterId, runId, attempt, spec, kept, next, submitter);
  }

  Lease heldBy(String holder) {
    return new Lease(clusterId, runId, attempt, spec, kept, Phase.HELD, holder);
  }
}
