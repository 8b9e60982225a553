package dev.mayfly.cluster;

import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.job.JobSpec;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that exists or is meant to.
 *
 * @param submitter the holder of its lease
 */
record LedgerEntry(
    Phase phase,
    ClusterRequest request,
    String runId,
    int attempt,
    JobSpec spec,
    Calls calls,
    @Nullable ClusterEndpoints endpoints,
    @Nullable String submitter) {

  enum Phase {
    STARTING,
    /** Ready, and waits for a submitter that lives. */
    READY,
    LEASED,
    /** A stop was asked for: the driver ends politely, then the cluster is put out. */
    DRAINING,
    STOPPING,
    /** Said to be gone, and put out again should a late {@code ensure} bring it back. */
    WATCHED;

    boolean isWanted() {
      return this != STOPPING && this != WATCHED;
    }
  }

  LedgerEntry in(Phase next) {
    return new LedgerEntry(next, request, runId, attempt, spec, calls, endpoints, submitter);
  }

  LedgerEntry with(Calls now) {
    return new LedgerEntry(phase, request, runId, attempt, spec, now, endpoints, submitter);
  }

  LedgerEntry ready(ClusterEndpoints at) {
    return new LedgerEntry(Phase.READY, request, runId, attempt, spec, calls, at, submitter);
  }

  LedgerEntry leasedTo(String holder) {
    return new LedgerEntry(Phase.LEASED, request, runId, attempt, spec, calls, endpoints, holder);
  }

  /** Nobody holds it any more. */
  LedgerEntry watched() {
    return new LedgerEntry(Phase.WATCHED, request, runId, attempt, spec, calls, endpoints, null);
  }
}
