package dev.mayfly.simulator;

import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Promise 11: a run that has spent its budget keeps its cluster for no longer than a stop takes. It
 * counts time alone; what an amount buys is a matter of prices.
 */
final class BudgetWatch {
  private final World world;
  private final Ending unwanted;
  private final Map<String, Duration> left = new HashMap<>();
  private final Map<String, Instant> startedAt = new HashMap<>();

  /** Whoever sees to it that a cluster that is not wanted any more is put out. */
  interface Ending {
    void attemptEnded(String runId, int attempt, String why);
  }

  BudgetWatch(World world, Ending unwanted) {
    this.world = world;
    this.unwanted = unwanted;
  }

  void on(JobAccepted e) {
    if (e.spec().budget() != null && e.spec().budget().time() != null) {
      left.put(e.runId(), e.spec().budget().time());
    }
  }

  void on(ClusterEvent event) {
    if (event instanceof ClusterStarting e && left.containsKey(e.runId())) {
      // one that is taken up again has been paid for since it was lit
      Instant from = startedAt.computeIfAbsent(key(e.runId(), e.clusterId()), k -> e.startingAt());
      Instant spentAt = from.plus(left.get(e.runId()));
      long polite = World.TIMES.politeStop().plus(World.TIMES.logShipping()).toMillis();
      world.agenda.at(
          Math.max(world.agenda.now(), Agenda.millis(spentAt)) + polite,
          () -> unwanted.attemptEnded(e.runId(), e.attempt(), "its run's budget is spent"));
    } else if (event instanceof ClusterStopped e && e.runId() != null) {
      paid(e.runId(), e.clusterId(), e.stoppedAt());
    } else if (event instanceof LeaseEnded e && e.shared() != null) {
      paid(e.runId(), e.clusterId(), e.endedAt());
    }
  }

  private static String key(String runId, String clusterId) {
    return runId + " " + clusterId;
  }

  private void paid(String runId, String clusterId, Instant until) {
    Instant from = startedAt.remove(key(runId, clusterId));
    if (from != null) {
      left.merge(runId, Duration.between(from, until), Duration::minus);
    }
  }
}
