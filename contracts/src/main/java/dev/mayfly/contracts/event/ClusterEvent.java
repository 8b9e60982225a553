package dev.mayfly.contracts.event;

import dev.mayfly.contracts.FailureClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of a cluster, on {@code mayfly.clusters}. What is said of an attempt is said of a shared
 * cluster to each that holds it, also when it had been lit for another before.
 */
public sealed interface ClusterEvent extends Event {
  String clusterId();

  record ClusterStarting(
      String clusterId, String runId, int attempt, String profile, int workers, Instant startingAt)
      implements ClusterEvent {}

  /** The provider says so, and Spark's master lists the asked-for number of live workers. */
  record ClusterReady(
      String clusterId, String runId, int attempt, ClusterEndpoints endpoints, Instant readyAt)
      implements ClusterEvent {}

  /**
   * The cluster can't serve the attempt; it is put out next, unless it is shared and serves others.
   */
  record ClusterFailed(
      String clusterId,
      String runId,
      int attempt,
      FailureClass failureClass,
      String cause,
      Instant failedAt)
      implements ClusterEvent {}

  record LeaseGranted(
      String clusterId, String runId, int attempt, String submitter, Instant grantedAt)
      implements ClusterEvent {}

  /**
   * @param shared true of a shared cluster: then this is the attempt's teardown, and the cluster
   *     may stay for others; absent of one that is put out next
   * @param lingersUntil until when it is kept for the run's next attempt: then this is the
   *     attempt's teardown, and the cluster's own follows unless it is taken up; absent of one that
   *     is not
   */
  record LeaseEnded(
      String clusterId,
      String runId,
      int attempt,
      Instant endedAt,
      @Nullable Boolean shared,
      @Nullable Instant lingersUntil)
      implements ClusterEvent {}

  record ClusterStopping(String clusterId, String reason, Instant stoppingAt)
      implements ClusterEvent {}

  /**
   * The provider itself says that nothing of it is left.
   *
   * @param runId absent when the cluster was not one run's
   */
  record ClusterStopped(String clusterId, @Nullable String runId, int attempt, Instant stoppedAt)
      implements ClusterEvent {}
}
