package dev.mayfly.cluster;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Clusters that a provider has and the ledger does not know. What this ledger made is put out when
 * a second listing, begun after the first was taken in, shows it again: a list may be stale. What
 * another installation or an earlier, lost ledger made is left to its own expiry.
 */
final class Strays {
  static final StateKind<Stray> STRAY = new StateKind<>("stray", Stray.class);
  static final String SWEEP = "sweep/";

  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final Topics topics;
  private final Times times;

  Strays(Topics topics, Times times) {
    this.topics = topics;
    this.times = times;
  }

  /**
   * @param generation of the last command to release it; 0 before the first
   */
  record Stray(String profile, Instant seenAt, long generation) {}

  void on(Inventory seen, Turn turn) {
    Map<String, Stray> known = turn.all(STRAY);
    known.forEach(
        (id, stray) -> {
          if (stray.profile().equals(seen.profile())
              && stray.generation() == 0
              && !seen.clusters().contains(id)) {
            turn.remove(STRAY, id);
          }
        });
    for (String id : seen.clusters()) {
      if (turn.load(Ledger.CLUSTER, id).isPresent() || !ClusterId.isOf(id, turn)) {
        continue;
      }
      Stray stray = known.get(id);
      if (stray == null) {
        turn.save(STRAY, id, new Stray(seen.profile(), turn.now(), 0));
      } else if (stray.generation() == 0 && seen.begunAt().isAfter(stray.seenAt())) {
        String why = "the ledger does not know it";
        turn.publish(topics.clusters(), id, new ClusterStopping(id, why, turn.now()));
        release(id, stray, turn);
      }
    }
  }

  /** Whether it was about a stray. */
  boolean on(ClusterObservation e, Turn turn) {
    Stray stray = turn.load(STRAY, e.clusterId()).orElse(null);
    if (stray == null) {
      return false;
    }
    if (e.action() == Action.RELEASE && e.observed().state() == Observed.State.GONE) {
      turn.disarm(SWEEP + e.clusterId());
      turn.remove(STRAY, e.clusterId());
      turn.publish(
          topics.clusters(), e.clusterId(), new ClusterStopped(e.clusterId(), null, 0, turn.now()));
    }
    return true;
  }

  void fired(String timer, Turn turn) {
    String id = timer.substring(SWEEP.length());
    turn.load(STRAY, id).ifPresent(stray -> release(id, stray, turn));
  }

  /** The timer that repeats its release may have been lost. */
  void quarantine(String id, Turn turn) {
    if (turn.load(STRAY, id).isPresent()) {
      turn.arm(SWEEP + id, turn.now().plus(AGAIN));
    }
  }

  private void release(String id, Stray stray, Turn turn) {
    // above whatever the ledger once commanded about it, or a worker takes it for outdated
    long generation = Math.max(stray.generation() + 1, turn.now().toEpochMilli());
    var next = new Stray(stray.profile(), stray.seenAt(), generation);
    turn.save(STRAY, id, next);
    // Of the request only the id and the profile count for a release.
    var request =
        new ClusterRequest(
            id, stray.profile(), 1, 1, MemorySize.mebibytes(1), times.expiry(), null);
    turn.publish(
        topics.commands("cluster"),
        id,
        new ClusterCommand(
            Action.RELEASE, request, next.generation(), turn.now().plus(times.commandValid())));
    turn.arm(SWEEP + id, turn.now().plus(AGAIN));
  }
}
