package dev.mayfly.contracts.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of a run's last attempt went. The cluster is paid for from {@code
 * clusterStartingAt} to {@code clusterStoppedAt}; it did the job's work from {@code firstTaskAt} to
 * {@code lastTaskAt}. Of a shared cluster the two are the beginning and the end of the run's lease.
 */
public record RunTimes(
    @Nullable Instant attemptStartedAt,
    @Nullable Instant clusterStartingAt,
    @Nullable Instant clusterReadyAt,
    @Nullable Instant jobStartedAt,
    @Nullable Instant firstTaskAt,
    @Nullable Instant lastTaskAt,
    @Nullable Instant jobFinishedAt,
    @Nullable Instant clusterStoppedAt) {

  public static final RunTimes NONE = new RunTimes(null, null, null, null, null, null, null, null);

  public RunTimes withClusterStarting(Instant at) {
    return new RunTimes(
        attemptStartedAt,
        at,
        clusterReadyAt,
        jobStartedAt,
        firstTaskAt,
        lastTaskAt,
        jobFinishedAt,
        clusterStoppedAt);
  }

  public RunTimes withClusterReady(Instant at) {
    return new RunTimes(
        attemptStartedAt,
        clusterStartingAt,
        at,
        jobStartedAt,
        firstTaskAt,
        lastTaskAt,
        jobFinishedAt,
        clusterStoppedAt);
  }

  public RunTimes withJobStarted(Instant at) {
    return new RunTimes(
        attemptStartedAt,
        clusterStartingAt,
        clusterReadyAt,
        at,
        firstTaskAt,
        lastTaskAt,
        jobFinishedAt,
        clusterStoppedAt);
  }

  public RunTimes withClusterStopped(Instant at) {
    return new RunTimes(
        attemptStartedAt,
        clusterStartingAt,
        clusterReadyAt,
        jobStartedAt,
        firstTaskAt,
        lastTaskAt,
        jobFinishedAt,
        at);
  }

  public RunTimes withJobFinished(
      Instant at, @Nullable Instant firstTask, @Nullable Instant lastTask) {
    return new RunTimes(
        attemptStartedAt,
        clusterStartingAt,
        clusterReadyAt,
        jobStartedAt,
        firstTask,
        lastTask,
        at,
        clusterStoppedAt);
  }
}
