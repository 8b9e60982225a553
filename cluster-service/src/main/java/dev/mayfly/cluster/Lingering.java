package dev.mayfly.cluster;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.engine.Turn;
import java.util.Optional;

/**
 * An ephemeral cluster that is kept for its run's next attempt. Decided by the spec that the lease
 * has, so that the end of a job asks nobody; that the scheduler tries the run again is expected,
 * not known.
 */
final class Lingering {
  /** By a cluster's id: until when it is kept for the next attempt. */
  static final String UNTIL = "linger/";

  private Lingering() {}

  /**
   * Whether the next attempt may find the cluster. Not where a stop was asked for: that ends the
   * run, or doubts the cluster. Nor where the next attempt would come too late, however its wait is
   * drawn.
   */
  static boolean isDue(JobFinished e, Lease lease, Times times) {
    FailureClass failure = e.failureClass();
    if (e.outcome() != Outcome.FAILED || failure == null) {
      return false;
    }
    JobSpec.Retry retry = lease.spec().retry();
    return lease.phase() == Lease.Phase.HELD
        && !lease.sharesItsCluster()
        && retry.keepsClusterAfter(failure)
        && retry
            .after(failure)
            .filter(next -> lease.attempt() < next.attempts())
            .map(next -> next.backoff().before(lease.attempt() + 1, 0))
            .filter(wait -> wait.compareTo(times.linger()) < 0)
            .isPresent();
  }

  /**
   * The one that the attempt is to take up, where it still may: one that is put out is nobody's.
   */
  static Optional<LedgerEntry> of(AttemptStarted e, Turn turn) {
    return Optional.ofNullable(e.reuse())
        .flatMap(id -> turn.load(Ledger.CLUSTER, id))
        .filter(entry -> entry.phase() == LedgerEntry.Phase.LINGERING)
        .filter(entry -> e.runId().equals(entry.runId()));
  }
}
