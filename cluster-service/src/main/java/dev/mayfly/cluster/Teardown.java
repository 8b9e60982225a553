package dev.mayfly.cluster;

import static dev.mayfly.cluster.Ledger.CLUSTER;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.LedgerEntry.Phase;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Turn;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ends leases and clusters, whatever it was that ends them. */
final class Teardown {
  private final Topics topics;
  private final Leases leases;
  private final Commands commands;

  Teardown(Topics topics, Leases leases, Commands commands) {
    this.topics = topics;
    this.leases = leases;
    this.commands = commands;
  }

  /** The cluster can serve nobody any more. */
  void lost(LedgerEntry entry, FailureClass cls, String cause, Turn turn) {
    leases.of(entry, turn).forEach(lease -> giveUp(entry, lease, cls, cause, turn));
    release(entry, cause, turn);
  }

  /** The attempt cannot be served; the cluster goes on for others. */
  void fail(Lease lease, String cause, Turn turn) {
    giveUp(Leases.clusterOf(lease, turn), lease, FailureClass.INFRASTRUCTURE, cause, turn);
    end(lease, cause, turn);
  }

  private void giveUp(LedgerEntry entry, Lease lease, FailureClass cls, String cause, Turn turn) {
    failed(lease.clusterId(), lease.runId(), lease.attempt(), cls, cause, turn);
    if (lease.phase() == Lease.Phase.HELD) {
      leases.stop(entry, lease, StopReason.SUSPECT, turn);
    }
  }

  /** An ephemeral cluster ends with its lease, a shared one stays for others, for its idle time. */
  void end(Lease lease, String why, Turn turn) {
    if (lease.phase() == Lease.Phase.ENDED) {
      return;
    }
    LedgerEntry entry = Leases.clusterOf(lease, turn);
    Sharing sharing = entry.sharing();
    if (sharing == null) {
      release(entry, why, turn);
      return;
    }
    leases.end(lease, turn);
    if (leases.of(entry, turn).findAny().isPresent()) {
      return;
    }
    if (entry.phase() == Phase.STARTING) {
      release(entry, "nobody waits for it any more", turn);
    } else {
      turn.arm(SharedClusters.IDLE + entry.clusterId(), turn.now().plus(sharing.idle()));
    }
  }

  void release(LedgerEntry entry, String why, Turn turn) {
    String id = entry.clusterId();
    Stream.of(
            Leases.DEADLINE,
            Leases.NOT_BEFORE,
            Leases.STOP_BY,
            SharedClusters.IDLE,
            Lingering.UNTIL)
        .forEach(t -> turn.disarm(t + id));
    leases.endAll(entry, turn);
    turn.publish(topics.clusters(), id, new ClusterStopping(id, why, turn.now()));
    commands.issue(Action.RELEASE, entry.in(Phase.STOPPING), turn);
  }

  /**
   * Nothing is left. Who said so may be overtaken by an ensure that nobody answered: then it is not
   * yet told. One that was answered may have been performed twice: then it is told, and watched.
   * Final is what is seen by a release that was issued when no ensure could come any more; an
   * observation may have waited for long.
   */
  void gone(LedgerEntry entry, long generation, Turn turn) {
    String id = entry.clusterId();
    if (!entry.calls().isGoneBy(generation)) {
      return;
    }
    if (entry.phase() != Phase.WATCHED) {
      stopped(id, entry.runId(), entry.attempt(), turn);
    }
    if (entry.calls().isGoneForEver(generation)) {
      turn.disarm(Commands.REPEAT + id);
      turn.remove(CLUSTER, id);
    } else {
      LedgerEntry watched = entry.watched();
      turn.save(CLUSTER, id, watched);
      commands.lookSeldom(watched, turn);
    }
  }

  void failed(String id, String runId, int attempt, FailureClass cls, String cause, Turn turn) {
    turn.publish(
        topics.clusters(), id, new ClusterFailed(id, runId, attempt, cls, cause, turn.now()));
  }

  void stopped(String id, @Nullable String runId, int attempt, Turn turn) {
    turn.publish(topics.clusters(), id, new ClusterStopped(id, runId, attempt, turn.now()));
  }
}
