package dev.mayfly.scheduler;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.RunTimes;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.schedule.Tick;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands. Its spec is kept apart, since it never changes.
 *
 * @param attempt the current or last one; 0 before the first
 * @param end how the attempt ends; set by whatever came first in the log
 */
record RunState(
    Phase phase,
    int attempt,
    Request request,
    @Nullable String clusterId,
    boolean clusterGone,
    Drivers drivers,
    @Nullable End end,
    RunTimes times) {

  enum Phase {
    /** The attempt runs, or its cluster is being lit. */
    ACTIVE,
    /** How the attempt ends is settled; its cluster is being put out. */
    ENDING,
    /** Waits for its next attempt. */
    BACKING_OFF,
    /** Ended between two attempts; what lingered for the next one is being put out. */
    LEAVING,
    /** Completed with its teardown unconfirmed, which is chased. */
    CHASING;

    boolean isAttempt() {
      return this == ACTIVE || this == ENDING;
    }
  }

  enum Drivers {
    /** No submitter was ever told of the attempt. */
    NONE,
    /** A submitter holds the attempt: a driver may live. */
    POSSIBLE,
    /** The submitter has said that none is left. */
    GONE
  }

  /**
   * @param revision of the deployed job that was asked for; null when the spec was in the request
   * @param tick null when the run is of none
   * @param backfill the id of the one that the run is part of
   * @param repairs the run on whose failure it goes on; null when it is no repair
   */
  record Request(
      @Nullable String by,
      Instant at,
      @Nullable String revision,
      @Nullable Tick tick,
      @Nullable String backfill,
      @Nullable String repairs) {}

  record End(
      Outcome outcome,
      @Nullable FailureClass failureClass,
      @Nullable String cause,
      @Nullable Summary summary) {

    End with(Summary found) {
      return summary == null ? new End(outcome, failureClass, cause, found) : this;
    }
  }

  static RunState accepted(Request request) {
    return new RunState(Phase.ACTIVE, 0, request, null, false, Drivers.NONE, null, RunTimes.NONE);
  }

  RunState nextAttempt(Instant now) {
    var times = new RunTimes(now, null, null, null, null, null, null, null);
    return new RunState(Phase.ACTIVE, attempt + 1, request, null, false, Drivers.NONE, null, times);
  }

  RunState chased() {
    return new RunState(
        Phase.CHASING, attempt, request, clusterId, clusterGone, drivers, end, times);
  }

  /** How the last attempt ended is no longer how the run ends. */
  RunState backingOff() {
    return new RunState(
        Phase.BACKING_OFF, attempt, request, clusterId, clusterGone, drivers, null, times);
  }

  RunState onCluster(String id, Instant startingAt) {
    return new RunState(
        phase, attempt, request, id, false, drivers, end, times.withClusterStarting(startingAt));
  }

  RunState with(Drivers now) {
    return new RunState(phase, attempt, request, clusterId, clusterGone, now, end, times);
  }

  RunState withClusterGone(Instant at) {
    return new RunState(
        phase, attempt, request, clusterId, true, drivers, end, times.withClusterStopped(at));
  }

  /** The first end that was said stays. */
  RunState ending(End how) {
    End first = end == null ? how : end;
    return new RunState(
        Phase.ENDING, attempt, request, clusterId, clusterGone, drivers, first, times);
  }

  /** Ends it before its next attempt. */
  RunState leaving(End how) {
    return new RunState(
        Phase.LEAVING, attempt, request, clusterId, clusterGone, drivers, how, times);
  }

  /** The run ends so, whatever its attempt came to. */
  RunState overruled(End how) {
    Summary found = Objects.requireNonNull(end, "only an attempt that is ending").summary();
    End last = found == null ? how : how.with(found);
    return new RunState(phase, attempt, request, clusterId, clusterGone, drivers, last, times);
  }

  RunState summarised(Summary summary) {
    End how = end == null ? null : end.with(summary);
    return new RunState(phase, attempt, request, clusterId, clusterGone, drivers, how, times);
  }

  RunState at(RunTimes newTimes) {
    return new RunState(phase, attempt, request, clusterId, clusterGone, drivers, end, newTimes);
  }
}
