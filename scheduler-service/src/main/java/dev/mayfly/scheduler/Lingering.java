package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.LINGERING;

import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.engine.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Clusters that outlive the attempt they served: they are kept for the run's next one, or are on
 * their way out. A run that goes on need not wait for them; one that ends does.
 *
 * @param clusters the newest last
 */
record Lingering(List<Kept> clusters) {
  private static final Lingering NONE = new Lingering(List.of());

  Lingering {
    clusters = List.copyOf(clusters);
  }

  /**
   * @param since from when on it serves no attempt, and costs
   */
  record Kept(String clusterId, Instant since) {}

  static void add(LeaseEnded e, Turn turn) {
    var more = new ArrayList<>(of(e.runId(), turn).clusters());
    more.add(new Kept(e.clusterId(), e.endedAt()));
    turn.save(LINGERING, e.runId(), new Lingering(more));
  }

  static boolean isAny(String runId, Turn turn) {
    return !of(runId, turn).clusters().isEmpty();
  }

  /** What the next attempt may take up; null when there is none. */
  static @Nullable String newest(String runId, Turn turn) {
    List<Kept> all = of(runId, turn).clusters();
    return all.isEmpty() ? null : all.get(all.size() - 1).clusterId();
  }

  /** It was taken up, or is gone. Since when it lingered; empty when it did not. */
  static Optional<Instant> remove(String runId, String clusterId, Turn turn) {
    List<Kept> all = of(runId, turn).clusters();
    List<Kept> others = all.stream().filter(k -> !k.clusterId().equals(clusterId)).toList();
    if (others.isEmpty()) {
      turn.remove(LINGERING, runId);
    } else {
      turn.save(LINGERING, runId, new Lingering(others));
    }
    return all.stream().filter(k -> k.clusterId().equals(clusterId)).map(Kept::since).findFirst();
  }

  private static Lingering of(String runId, Turn turn) {
    return turn.load(LINGERING, runId).orElse(NONE);
  }
}
