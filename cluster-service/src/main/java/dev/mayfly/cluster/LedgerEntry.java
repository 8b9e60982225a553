package dev.mayfly.cluster;

import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that exists or is meant to.
 *
 * @param generation of the last command
 * @param ensureOpenUntil until when an {@code ensure} that was issued may still bring it about,
 *     also one that is performed twice; null once that time is over
 * @param closedBy the first release that was issued after it; 0 before
 * @param unanswered the commands to {@code ensure} it of which nobody has said what came
 * @param quietFrom the first release that was issued when all were answered; 0 before
 * @param submitter the holder of its lease
 */
record LedgerEntry(
    Phase phase,
    ClusterRequest request,
    String runId,
    int attempt,
    JobSpec spec,
    long generation,
    @Nullable Instant ensureOpenUntil,
    long closedBy,
    List<Long> unanswered,
    long quietFrom,
    @Nullable ClusterEndpoints endpoints,
    @Nullable String submitter) {

  LedgerEntry {
    unanswered = unanswered == null ? List.of() : List.copyOf(unanswered);
  }

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
    return new LedgerEntry(
        next,
        request,
        runId,
        attempt,
        spec,
        generation,
        ensureOpenUntil,
        closedBy,
        unanswered,
        quietFrom,
        endpoints,
        submitter);
  }

  LedgerEntry commanded(long next) {
    return new LedgerEntry(
        phase,
        request,
        runId,
        attempt,
        spec,
        next,
        ensureOpenUntil,
        closedBy,
        unanswered,
        quietFrom,
        endpoints,
        submitter);
  }

  /** With the last command: one that may bring it about until then. */
  LedgerEntry ensured(Instant openUntil) {
    var open = new ArrayList<>(unanswered);
    open.add(generation);
    return with(openUntil, 0, open, 0);
  }

  LedgerEntry answered(long ensure) {
    List<Long> open = unanswered.stream().filter(g -> g != ensure).toList();
    return with(ensureOpenUntil, closedBy, open, quietFrom);
  }

  LedgerEntry ready(ClusterEndpoints at) {
    return new LedgerEntry(
        Phase.READY,
        request,
        runId,
        attempt,
        spec,
        generation,
        ensureOpenUntil,
        closedBy,
        unanswered,
        quietFrom,
        at,
        submitter);
  }

  LedgerEntry leasedTo(String holder) {
    return new LedgerEntry(
        Phase.LEASED,
        request,
        runId,
        attempt,
        spec,
        generation,
        ensureOpenUntil,
        closedBy,
        unanswered,
        quietFrom,
        endpoints,
        holder);
  }

  /** Nobody holds it any more. */
  LedgerEntry watched() {
    return new LedgerEntry(
        Phase.WATCHED,
        request,
        runId,
        attempt,
        spec,
        generation,
        ensureOpenUntil,
        closedBy,
        unanswered,
        quietFrom,
        endpoints,
        null);
  }

  /** With the last command: a release. Notes what is proved when it finds nothing. */
  LedgerEntry releasedAt(Instant now) {
    boolean closes = ensureOpenUntil != null && !now.isBefore(ensureOpenUntil);
    List<Long> open = closes ? List.of() : unanswered;
    return with(
        closes ? null : ensureOpenUntil,
        closes ? generation : closedBy,
        open,
        open.isEmpty() && quietFrom == 0 ? generation : quietFrom);
  }

  /** Whether that release found nothing although every {@code ensure} had been answered before. */
  boolean isGoneBy(long release) {
    return quietFrom > 0 && release >= quietFrom;
  }

  /** Whether no {@code ensure} may bring it about after what that release found. */
  boolean isGoneForEver(long release) {
    return closedBy > 0 && release >= closedBy;
  }

  private LedgerEntry with(@Nullable Instant openUntil, long closed, List<Long> open, long quiet) {
    return new LedgerEntry(
        phase,
        request,
        runId,
        attempt,
        spec,
        generation,
        openUntil,
        closed,
        open,
        quiet,
        endpoints,
        submitter);
  }
}
