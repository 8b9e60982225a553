package dev.mayfly.cluster;

import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.job.JobSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that exists or is meant to, with who holds it: an ephemeral one has one lease from its
 * first intent to its end, or after each other one for each attempt that takes it up, a shared one
 * as many as there are just now.
 *
 * @param runId whose an ephemeral cluster is; absent of a shared one, as are spec and submitter
 * @param attempt that holds an ephemeral cluster, or held it last
 * @param kept the steps that are not to be run, of an ephemeral one
 * @param submitter the holder of an ephemeral cluster's lease
 * @param sharing absent of an ephemeral cluster
 */
record LedgerEntry(
    Phase phase,
    ClusterRequest request,
    @Nullable String runId,
    int attempt,
    @Nullable JobSpec spec,
    List<KeptStep> kept,
    Calls calls,
    @Nullable ClusterEndpoints endpoints,
    @Nullable String submitter,
    @Nullable Sharing sharing) {

  LedgerEntry {
    kept = kept == null ? List.of() : List.copyOf(kept);
  }

  enum Phase {
    STARTING,
    /**
     * An ephemeral one waits for a submitter that lives; a shared one serves, or waits for runs.
     */
    READY,
    /** Ephemeral, as are those that drain. */
    LEASED,
    /** A stop was asked for: the driver ends politely, then the cluster is put out. */
    DRAINING,
    /** Ephemeral: nobody holds it, and its run's next attempt may take it up. */
    LINGERING,
    STOPPING,
    /** Said to be gone, and put out again should a late {@code ensure} bring it back. */
    WATCHED;

    boolean isWanted() {
      return this != STOPPING && this != WATCHED;
    }
  }

  static LedgerEntry ephemeral(ClusterRequest request, AttemptStarted e) {
    return new LedgerEntry(
        Phase.STARTING,
        request,
        e.runId(),
        e.attempt(),
        e.spec(),
        e.kept(),
        Calls.NONE,
        null,
        null,
        null);
  }

  static LedgerEntry shared(ClusterRequest request, Sharing sharing) {
    return new LedgerEntry(
        Phase.STARTING, request, null, 0, null, List.of(), Calls.NONE, null, null, sharing);
  }

  String clusterId() {
    return request.clusterId();
  }

  LedgerEntry in(Phase next) {
    return new LedgerEntry(
        next, request, runId, attempt, spec, kept, calls, endpoints, submitter, sharing);
  }

  LedgerEntry with(Calls now) {
    return new LedgerEntry(
        phase, request, runId, attempt, spec, kept, now, endpoints, submitter, sharing);
  }

  LedgerEntry with(Sharing now) {
    return new LedgerEntry(
        phase, request, runId, attempt, spec, kept, calls, endpoints, submitter, now);
  }

  LedgerEntry ready(ClusterEndpoints at) {
    return new LedgerEntry(
        Phase.READY, request, runId, attempt, spec, kept, calls, at, submitter, sharing);
  }

  /** Nobody holds it, until the next attempt of its run does. */
  LedgerEntry lingering() {
    return new LedgerEntry(
        Phase.LINGERING, request, runId, attempt, spec, kept, calls, endpoints, null, sharing);
  }

  /** By the next attempt of its run; the cluster is as it was. */
  LedgerEntry takenUpBy(AttemptStarted e) {
    return new LedgerEntry(
        Phase.READY,
        request,
        e.runId(),
        e.attempt(),
        e.spec(),
        e.kept(),
        calls,
        endpoints,
        null,
        sharing);
  }

  /** Nobody holds it any more. */
  LedgerEntry watched() {
    return new LedgerEntry(
        Phase.WATCHED, request, runId, attempt, spec, kept, calls, endpoints, null, sharing);
  }

  /** How it is shared; only of a shared one. */
  Sharing shared() {
    return Objects.requireNonNull(sharing, "only a shared cluster is shared");
  }

  /** The one lease of an ephemeral cluster. */
  Lease lease() {
    Lease.Phase its =
        switch (phase) {
          case STARTING, READY -> Lease.Phase.WAITING;
          case LEASED -> Lease.Phase.HELD;
          case DRAINING -> Lease.Phase.DRAINING;
          case LINGERING, STOPPING, WATCHED -> Lease.Phase.ENDED;
        };
    return new Lease(
        request.clusterId(),
        Objects.requireNonNull(runId, "an ephemeral cluster is a run's"),
        attempt,
        Objects.requireNonNull(spec, "an ephemeral cluster is a run's"),
        kept,
        its,
        submitter);
  }

  /** With its one lease as it is now, which is held or drains. */
  LedgerEntry with(Lease now) {
    Phase next = now.phase() == Lease.Phase.HELD ? Phase.LEASED : Phase.DRAINING;
    return new LedgerEntry(
        next, request, runId, attempt, spec, kept, calls, endpoints, now.submitter(), null);
  }
}
