package dev.mayfly.simulator;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.job.JobSpec.RetryCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Promise 15: a cluster is kept for its own run's next attempt alone, where the retry policy says
 * so, the failure was the job's own, and for no longer than may be; that attempt has it, unless it
 * is put out by then.
 */
final class LingerWatch {
  private final SharedWatch shared;
  private final Set<String> policies = new HashSet<>();
  private final Set<String> ownFailures = new HashSet<>();
  private final Map<String, String> runs = new HashMap<>();
  private final Map<String, String> lingering = new HashMap<>();
  private final Map<String, String> offered = new HashMap<>();

  /**
   * @param shared knows those that several runs hold
   */
  LingerWatch(SharedWatch shared) {
    this.shared = shared;
  }

  void on(JobAccepted e) {
    if (e.spec().retry().cluster() == RetryCluster.SAME) {
      policies.add(e.runId());
    }
  }

  void on(JobFinished e) {
    FailureClass failure = e.failureClass();
    if (failure == FailureClass.APPLICATION || failure == FailureClass.OUT_OF_MEMORY) {
      ownFailures.add(Assignment.key(e.runId(), e.attempt()));
    }
  }

  void on(AttemptStarted e) {
    if (e.reuse() != null) {
      offered.put(Assignment.key(e.runId(), e.attempt()), e.reuse());
    }
  }

  void on(ClusterEvent event) {
    if (event instanceof LeaseEnded e && e.lingersUntil() != null) {
      kept(e, Duration.between(e.endedAt(), e.lingersUntil()));
    } else if (event instanceof ClusterStarting e && !shared.knows(e.clusterId())) {
      given(e);
    } else if (event instanceof ClusterStopping e) {
      lingering.remove(e.clusterId());
    }
  }

  private void kept(LeaseEnded e, Duration howLong) {
    String id = e.clusterId();
    if (!policies.contains(e.runId())) {
      throw broken(id, e.runId(), "is kept though its run's policy does not say so");
    }
    if (!ownFailures.contains(Assignment.key(e.runId(), e.attempt()))) {
      throw broken(id, e.runId(), "is kept after a failure that was not the job's own");
    }
    if (howLong.compareTo(World.TIMES.linger()) > 0) {
      throw broken(id, e.runId(), "is kept for longer than may be");
    }
    lingering.put(id, e.runId());
  }

  private void given(ClusterStarting e) {
    String before = runs.put(e.clusterId(), e.runId());
    boolean lingered = e.runId().equals(lingering.remove(e.clusterId()));
    if (before != null && !lingered) {
      throw broken(e.clusterId(), e.runId(), "is taken up though it was not left to that run");
    }
    String other = offered.get(Assignment.key(e.runId(), e.attempt()));
    if (before == null && other != null && lingering.containsKey(other)) {
      throw broken(other, e.runId(), "lingers, and another is lit");
    }
  }

  private static PromiseBroken broken(String clusterId, String runId, String what) {
    return new PromiseBroken(
        15, "cluster " + clusterId + " of run '" + runId + "' " + what, clusterId, runId);
  }
}
