package dev.mayfly.cluster;

import static dev.mayfly.cluster.Ledger.CLUSTER;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which cluster: gives an attempt to a submitter that lives, and tells it when to stop.
 * An assignment never moves.
 */
final class Leases {
  /** Of shared clusters; that of an ephemeral one is its ledger entry's own. */
  static final StateKind<Lease> LEASE = new StateKind<>("lease", Lease.class);

  /**
   * By a lease's name: until when a submitter must have been found. By a cluster's id: until when
   * it must be ready, and an ephemeral one leased.
   */
  static final String DEADLINE = "deadline/";

  /** By a lease's name: until when its job must not start. */
  static final String NOT_BEFORE = "not-before/";

  /** By a lease's name: until when its driver is asked politely. */
  static final String STOP_BY = "stop-by/";

  private final Topics topics;
  private final Times times;
  private final Submitters submitters;

  Leases(Topics topics, Times times, Submitters submitters) {
    this.topics = topics;
    this.times = times;
    this.submitters = submitters;
  }

  /**
   * The attempt's, whether or not it has ended. An ephemeral cluster is called by the first of the
   * attempts that had it.
   */
  Optional<Lease> find(String runId, int attempt, Turn turn) {
    return shared(runId, attempt, turn)
        .or(
            () ->
                IntStream.iterate(attempt, n -> n > 0, n -> n - 1)
                    .mapToObj(first -> ClusterId.of(topics.installation(), runId, first, turn))
                    .flatMap(id -> turn.load(CLUSTER, id).stream())
                    .filter(entry -> entry.attempt() == attempt)
                    .findFirst()
                    .map(LedgerEntry::lease));
  }

  Optional<Lease> shared(String runId, int attempt, Turn turn) {
    return turn.load(LEASE, Assignment.key(runId, attempt));
  }

  /** The cluster that it is a hold on. */
  static LedgerEntry clusterOf(Lease lease, Turn turn) {
    return turn.load(CLUSTER, lease.clusterId()).orElseThrow();
  }

  /** Those of a cluster that have not ended. */
  Stream<Lease> of(LedgerEntry entry, Turn turn) {
    Sharing sharing = entry.sharing();
    Stream<Lease> all =
        sharing == null
            ? Stream.of(entry.lease())
            : sharing.holders().stream().flatMap(key -> turn.load(LEASE, key).stream());
    return all.filter(lease -> lease.phase() != Lease.Phase.ENDED).toList().stream();
  }

  /** One more of a shared cluster. */
  LedgerEntry take(LedgerEntry entry, Lease lease, Turn turn) {
    LedgerEntry held = entry.with(entry.shared().with(lease.key()));
    turn.save(CLUSTER, held.clusterId(), held);
    turn.save(LEASE, lease.key(), lease);
    return held;
  }

  /** The cluster is ready for the attempt. */
  void welcome(LedgerEntry entry, Lease lease, Turn turn) {
    String id = entry.clusterId();
    ClusterEndpoints endpoints = Objects.requireNonNull(entry.endpoints(), "it is ready");
    turn.publish(
        topics.clusters(),
        id,
        new ClusterReady(id, lease.runId(), lease.attempt(), endpoints, turn.now()));
    if (lease.sharesItsCluster()) {
      turn.arm(DEADLINE + lease.key(), turn.now().plus(times.startDeadline()));
    }
    grant(entry, lease, turn);
  }

  /**
   * Gives the attempt to the least loaded submitter that serves its profile; leaves it waiting when
   * none lives, or its time has not come.
   */
  void grant(LedgerEntry entry, Lease lease, Turn turn) {
    if (turn.isArmed(NOT_BEFORE + lease.name())) {
      return;
    }
    submitters
        .leastLoaded(entry.request().profile(), turn)
        .ifPresent(holder -> grant(entry, lease.heldBy(holder), holder, turn));
  }

  private void grant(LedgerEntry entry, Lease lease, String holder, Turn turn) {
    String id = lease.clusterId();
    save(entry, lease, turn);
    turn.disarm(DEADLINE + lease.key());
    turn.publish(
        topics.clusters(),
        id,
        new LeaseGranted(id, lease.runId(), lease.attempt(), holder, turn.now()));
    assign(entry, lease, null, null, turn);
  }

  /** Keeps the assignment, so that a submitter that comes back late still finds out. */
  void stop(LedgerEntry entry, Lease lease, StopReason why, Turn turn) {
    assign(entry, lease, why, turn.now().plus(times.politeStop()), turn);
  }

  /** The driver is asked to end, and its cluster waits for it within a bound. */
  void drain(LedgerEntry entry, Lease lease, Turn turn) {
    save(entry, lease.in(Lease.Phase.DRAINING), turn);
    Instant bound = turn.now().plus(times.politeStop()).plus(times.logShipping());
    turn.arm(STOP_BY + lease.name(), bound);
  }

  /**
   * Ends one of a shared cluster. Its place is another's only when its driver cannot live any more:
   * until then it may use what the other would be given.
   */
  void end(Lease lease, Turn turn) {
    tellEnd(lease, turn);
    Stream.of(DEADLINE, NOT_BEFORE, STOP_BY).forEach(t -> turn.disarm(t + lease.name()));
    if (lease.submitter() == null) {
      free(lease, turn);
    } else {
      turn.save(LEASE, lease.key(), lease.in(Lease.Phase.ENDED));
    }
  }

  /** Makes room on a shared cluster. */
  void free(Lease lease, Turn turn) {
    turn.remove(LEASE, lease.key());
    LedgerEntry entry = clusterOf(lease, turn);
    turn.save(CLUSTER, entry.clusterId(), entry.with(entry.shared().without(lease.key())));
  }

  /** The cluster is put out. */
  void endAll(LedgerEntry entry, Turn turn) {
    of(entry, turn)
        .filter(lease -> lease.sharesItsCluster() || lease.submitter() != null)
        .forEach(lease -> tellEnd(lease, turn));
    Sharing sharing = entry.sharing();
    if (sharing != null) {
      for (String holder : sharing.holders()) {
        turn.remove(LEASE, holder);
        Stream.of(DEADLINE, NOT_BEFORE, STOP_BY).forEach(t -> turn.disarm(t + holder));
      }
    }
  }

  /** The cluster stays for the run's next attempt. */
  void endLingering(Lease lease, Instant until, Turn turn) {
    tellEnd(lease, until, turn);
  }

  private void tellEnd(Lease lease, Turn turn) {
    tellEnd(lease, null, turn);
  }

  private void tellEnd(Lease lease, @Nullable Instant lingersUntil, Turn turn) {
    Boolean shared = lease.sharesItsCluster() ? Boolean.TRUE : null;
    String id = lease.clusterId();
    turn.publish(
        topics.clusters(),
        id,
        new LeaseEnded(id, lease.runId(), lease.attempt(), turn.now(), shared, lingersUntil));
  }

  private static void save(LedgerEntry entry, Lease lease, Turn turn) {
    if (lease.sharesItsCluster()) {
      turn.save(LEASE, lease.key(), lease);
    } else {
      turn.save(CLUSTER, lease.clusterId(), entry.with(lease));
    }
  }

  private void assign(
      LedgerEntry entry,
      Lease lease,
      @Nullable StopReason stop,
      @Nullable Instant stopBy,
      Turn turn) {
    ClusterEndpoints endpoints =
        Objects.requireNonNull(entry.endpoints(), "only a ready cluster is leased");
    String holder = Objects.requireNonNull(lease.submitter(), "only a lease that is held");
    turn.publish(
        topics.assignments(),
        lease.key(),
        new Assignment(
            lease.runId(),
            lease.attempt(),
            holder,
            lease.clusterId(),
            endpoints,
            lease.spec(),
            lease.kept(),
            stop,
            stopBy,
            turn.now()));
  }
}
