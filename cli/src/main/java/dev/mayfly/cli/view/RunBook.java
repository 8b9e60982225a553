package dev.mayfly.cli.view;

import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.NotificationEvent;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.StepEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All runs that the events read so far tell of. */
public final class RunBook {
  private final Map<String, RunView> runs = new LinkedHashMap<>();
  private final Map<String, String> runOfCluster = new HashMap<>();

  /**
   * @return the run it is about; empty when it is about none, or about a cluster of which nothing
   *     else is known
   */
  public Optional<RunView> apply(Event event) {
    String runId = runOf(event);
    if (runId == null) {
      return Optional.empty();
    }
    RunView view = runs.getOrDefault(runId, RunView.of(runId)).with(event);
    runs.put(runId, view);
    return Optional.of(view);
  }

  public Optional<RunView> find(String runId) {
    return Optional.ofNullable(runs.get(runId));
  }

  /** The latest first. */
  public List<RunView> latestFirst() {
    Collection<RunView> all = new ArrayList<>(runs.values());
    return all.stream()
        .sorted(
            Comparator.comparing((RunView r) -> r.requestedAt().orElse(Instant.EPOCH)).reversed())
        .toList();
  }

  private @Nullable String runOf(Event event) {
    if (event instanceof RunEvent e) {
      return e.runId();
    }
    if (event instanceof StepEvent e) {
      return e.runId();
    }
    if (event instanceof JobProgressed e) {
      return e.runId();
    }
    if (event instanceof NotificationEvent e) {
      return e.runId();
    }
    return event instanceof ClusterEvent e ? runOfCluster(e) : null;
  }

  private @Nullable String runOfCluster(ClusterEvent event) {
    if (event instanceof ClusterEvent.ClusterStarting e) {
      runOfCluster.put(e.clusterId(), e.runId());
      return e.runId();
    }
    if (event instanceof ClusterEvent.ClusterReady e) {
      return e.runId();
    }
    if (event instanceof ClusterEvent.ClusterFailed e) {
      return e.runId();
    }
    if (event instanceof ClusterEvent.LeaseGranted e) {
      return e.runId();
    }
    if (event instanceof ClusterEvent.LeaseEnded e) {
      if (e.shared() != null) {
        // what becomes of the cluster is no run's
        runOfCluster.remove(e.clusterId());
      }
      return e.runId();
    }
    return runOfCluster.get(event.clusterId());
  }
}
