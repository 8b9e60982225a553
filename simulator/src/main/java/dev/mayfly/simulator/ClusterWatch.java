package dev.mayfly.simulator;

import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Promises 3 and 4: no cluster that the log does not know, none that outlives its attempt, or of a
 * shared one what was said of its end, and none left of a run whose teardown was confirmed.
 */
final class ClusterWatch {
  private final Cloud cloud;
  private final SharedWatch shared;
  private final LongSupplier now;
  private final LongSupplier down;
  private final Map<String, ClusterStarting> known = new HashMap<>();
  private final Map<String, String> byAttempt = new HashMap<>();
  private final Map<String, Deadline> unwanted = new HashMap<>();
  private final Map<String, Long> downWhenRenewed = new HashMap<>();

  private record Deadline(long since, long downBefore, String why) {}

  /**
   * @param shared knows those that are not one attempt's
   * @param now in milliseconds
   * @param down for how long, in all, those who put clusters out have been down
   */
  ClusterWatch(Cloud cloud, SharedWatch shared, LongSupplier now, LongSupplier down) {
    this.cloud = cloud;
    this.shared = shared;
    this.now = now;
    this.down = down;
    cloud.onRenew(id -> downWhenRenewed.put(id, down.getAsLong()));
    cloud.onLapse(this::lapsed);
    cloud.onLostSight(this::lostSight);
  }

  void on(ClusterEvent event) {
    if (event instanceof ClusterStarting e) {
      if (known.put(e.clusterId(), e) != null && !shared.knows(e.clusterId())) {
        takenUp(e.clusterId());
      }
      byAttempt.put(e.runId() + "/" + e.attempt(), e.clusterId());
    } else if (event instanceof ClusterFailed e && !shared.knows(e.clusterId())) {
      unwanted(e.clusterId(), "it failed");
    } else if (event instanceof LeaseEnded e && e.lingersUntil() != null) {
      long until = Agenda.millis(e.lingersUntil());
      unwanted.put(
          e.clusterId(), new Deadline(until, down.getAsLong(), "no attempt has taken it up"));
    } else if (event instanceof LeaseEnded e && !shared.knows(e.clusterId())) {
      unwanted(e.clusterId(), "its lease ended");
    } else if (event instanceof ClusterStopping e && shared.knows(e.clusterId())) {
      unwanted(e.clusterId(), "it is said to be");
    } else if (event instanceof ClusterStopped e) {
      if (cloud.exists(e.clusterId())) {
        throw broken(4, e.clusterId(), "was called gone while it exists");
      }
    }
  }

  /** What was said of attempts that it served before is over. */
  private void takenUp(String clusterId) {
    unwanted.remove(clusterId);
    byAttempt.values().removeIf(clusterId::equals);
  }

  void attemptEnded(String runId, int attempt, String why) {
    String id = byAttempt.get(runId + "/" + attempt);
    if (id != null && !shared.knows(id)) {
      unwanted(id, why);
    }
  }

  void on(RunCompleted e) {
    attemptEnded(e.runId(), e.attempts(), "its run is completed");
    if (e.teardown() == Teardown.CONFIRMED) {
      confirmed(e.runId());
    }
  }

  /** None exists now; one that a late call brings back has to be put out again in time. */
  void confirmed(String runId) {
    for (Cluster cluster : cloud.inventory()) {
      ClusterStarting start = known.get(cluster.id);
      boolean its = start != null && start.runId().equals(runId) && !shared.knows(cluster.id);
      if (its && !cluster.mayComeBack) {
        throw broken(4, cluster.id, "exists while the end of its run is confirmed");
      }
    }
  }

  void check() {
    for (Cluster cluster : cloud.inventory()) {
      if (cluster.foreign) {
        continue;
      }
      ClusterStarting start = known.get(cluster.id);
      if (start == null) {
        throw broken(3, cluster.id, "exists, and the log does not know it");
      }
      Deadline deadline = unwanted.get(cluster.id);
      if (deadline != null && !cluster.releaseAsked) {
        long outlived =
            now.getAsLong() - deadline.since() - (down.getAsLong() - deadline.downBefore());
        if (outlived > World.TIMES.grace().toMillis()) {
          throw broken(3, cluster.id, "is not put out although " + deadline.why());
        }
      }
    }
  }

  /**
   * It has put itself out. While it is wanted that must not be, unless nobody was there to renew
   * it; an expiry is renewed far more often than it lapses.
   */
  private void lapsed(String clusterId) {
    long before = downWhenRenewed.getOrDefault(clusterId, 0L);
    boolean wasUp = down.getAsLong() - before < World.TIMES.expiry().toMillis() / 3;
    if (wasUp && !unwanted.containsKey(clusterId)) {
      throw broken(3, clusterId, "put itself out although it is wanted");
    }
  }

  /** From now on it is for the sweeper to find. */
  private void lostSight(String clusterId) {
    unwanted.put(
        clusterId,
        new Deadline(now.getAsLong(), down.getAsLong(), "the provider has called it gone"));
  }

  private void unwanted(String clusterId, String why) {
    unwanted.putIfAbsent(clusterId, new Deadline(now.getAsLong(), down.getAsLong(), why));
  }

  private PromiseBroken broken(int promise, String clusterId, String what) {
    ClusterStarting start = known.get(clusterId);
    String of = start == null ? "" : start.runId();
    return new PromiseBroken(
        promise, "cluster " + clusterId + " of run '" + of + "' " + what, clusterId, of + " ");
  }
}
