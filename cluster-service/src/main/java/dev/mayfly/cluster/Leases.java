package dev.mayfly.cluster;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.SubmitterAnnounced;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives an attempt's cluster to a submitter that lives, and tells it when to stop. An assignment
 * never moves.
 */
final class Leases {
  static final StateKind<LiveSubmitter> SUBMITTER =
      new StateKind<>("submitter", LiveSubmitter.class);

  /** A submitter that has missed this many announcements is taken for dead and gets nothing new. */
  private static final int MISSED = 3;

  private final Topics topics;
  private final Times times;

  Leases(Topics topics, Times times) {
    this.topics = topics;
    this.times = times;
  }

  record LiveSubmitter(SubmitterAnnounced announced, Instant heardAt) {}

  void heard(SubmitterAnnounced submitter, Turn turn) {
    turn.save(SUBMITTER, submitter.submitter(), new LiveSubmitter(submitter, turn.now()));
  }

  /**
   * Leases the ready cluster to the least loaded submitter that serves its profile; leaves it ready
   * when none lives.
   */
  void grant(LedgerEntry entry, Turn turn) {
    Map<String, Long> load =
        turn.all(Ledger.CLUSTER).values().stream()
            .map(LedgerEntry::submitter)
            .filter(s -> s != null)
            .collect(Collectors.groupingBy(s -> s, Collectors.counting()));
    Instant alive = turn.now().minus(times.announce().multipliedBy(MISSED));
    Optional<String> holder =
        turn.all(SUBMITTER).values().stream()
            .filter(s -> s.heardAt().isAfter(alive))
            .map(LiveSubmitter::announced)
            .filter(s -> s.profiles().contains(entry.request().profile()))
            .map(SubmitterAnnounced::submitter)
            .min(
                Comparator.comparing((String s) -> load.getOrDefault(s, 0L))
                    .thenComparing(Comparator.naturalOrder()));
    holder.ifPresent(s -> lease(entry.leasedTo(s), s, turn));
  }

  /** Keeps the assignment, so that a submitter that comes back late still finds out. */
  void stop(LedgerEntry entry, StopReason why, Instant stopBy, Turn turn) {
    String holder = Objects.requireNonNull(entry.submitter(), "only a lease is stopped");
    assign(entry, holder, why, stopBy, turn);
  }

  private void lease(LedgerEntry entry, String holder, Turn turn) {
    String id = entry.request().clusterId();
    turn.save(Ledger.CLUSTER, id, entry);
    turn.publish(
        topics.clusters(),
        id,
        new LeaseGranted(id, entry.runId(), entry.attempt(), holder, turn.now()));
    assign(entry, holder, null, null, turn);
  }

  private void assign(
      LedgerEntry entry,
      String holder,
      @Nullable StopReason stop,
      @Nullable Instant stopBy,
      Turn turn) {
    ClusterEndpoints endpoints =
        Objects.requireNonNull(entry.endpoints(), "only a ready cluster is leased");
    turn.publish(
        topics.assignments(),
        Assignment.key(entry.runId(), entry.attempt()),
        new Assignment(
            entry.runId(),
            entry.attempt(),
            holder,
            entry.request().clusterId(),
            endpoints,
            entry.spec(),
            stop,
            stopBy,
            turn.now()));
  }
}
