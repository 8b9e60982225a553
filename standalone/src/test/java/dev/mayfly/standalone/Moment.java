package dev.mayfly.standalone;

import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.StepStarted;

/** What has just been said of a run. */
enum Moment {
  ACCEPTED,
  ATTEMPT_STARTED,
  CLUSTER_STARTING,
  CLUSTER_READY,
  LEASE_GRANTED,
  STEP_STARTED,
  STAGE_RUNNING,
  JOB_FINISHED,
  CLUSTER_STOPPING,
  CLUSTER_STOPPED,
  RUN_COMPLETED;

  Event await(Said said, String run) {
    return switch (this) {
      case ACCEPTED -> said.await(JobAccepted.class, e -> run.equals(e.runId()));
      case ATTEMPT_STARTED -> said.await(AttemptStarted.class, e -> run.equals(e.runId()));
      case CLUSTER_STARTING -> said.await(ClusterStarting.class, e -> run.equals(e.runId()));
      case CLUSTER_READY -> said.await(ClusterReady.class, e -> run.equals(e.runId()));
      case LEASE_GRANTED -> said.await(LeaseGranted.class, e -> run.equals(e.runId()));
      case STEP_STARTED -> said.await(StepStarted.class, e -> run.equals(e.runId()));
      case STAGE_RUNNING ->
          said.await(
              JobProgressed.class,
              e -> run.equals(e.runId()) && e.stagesActive() + e.stagesCompleted() > 0);
      case JOB_FINISHED -> said.await(JobFinished.class, e -> run.equals(e.runId()));
      case CLUSTER_STOPPING -> {
        String cluster = said.await(ClusterStarting.class, e -> run.equals(e.runId())).clusterId();
        yield said.await(ClusterStopping.class, e -> cluster.equals(e.clusterId()));
      }
      case CLUSTER_STOPPED -> said.await(ClusterStopped.class, e -> run.equals(e.runId()));
      case RUN_COMPLETED -> said.await(RunCompleted.class, e -> run.equals(e.runId()));
    };
  }
}
