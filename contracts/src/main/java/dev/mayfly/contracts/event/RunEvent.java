package dev.mayfly.contracts.event;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.schedule.Tick;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands, on {@code mayfly.runs}; said by the scheduler alone, which is the authority.
 */
public sealed interface RunEvent extends Event {
  String runId();

  /**
   * @param spec resolved: environment laid over, templates filled in; kept by the run whatever is
   *     deployed later
   * @param warnings what was ignored, for people
   * @param revision of the deployed job that was asked for; absent when the request had the spec
   * @param tick what the run tells of; absent when nothing said so
   * @param estimate absent in what an older version wrote
   * @param repairs the run whose steps it keeps as far as they had succeeded; absent when it is no
   *     repair
   */
  record JobAccepted(
      String runId,
      JobSpec spec,
      List<String> warnings,
      @Nullable String requestedBy,
      Instant requestedAt,
      Instant acceptedAt,
      @Nullable String revision,
      @Nullable Tick tick,
      @Nullable Estimate estimate,
      @Nullable String repairs)
      implements RunEvent {
    public JobAccepted {
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
  }

  record JobRejected(
      String runId, List<Fault> faults, @Nullable String requestedBy, Instant rejectedAt)
      implements RunEvent {
    public JobRejected {
      faults = faults == null ? List.of() : List.copyOf(faults);
    }
  }

  /**
   * The run was accepted and is not queued before what it waits for is there. Said again whenever
   * some of it has been found. {@code RunQueued}, the first {@code AttemptStarted} or {@code
   * RunCompleted} follows.
   *
   * @param waitsFor the objects that have not been found yet
   * @param until when the first time limit of these passes
   */
  record RunWaiting(
      String runId, String job, List<String> waitsFor, Instant until, Instant waitingAt)
      implements RunEvent {
    public RunWaiting {
      waitsFor = waitsFor == null ? List.of() : List.copyOf(waitsFor);
    }
  }

  /**
   * The run was accepted and cannot start yet. Its first {@code AttemptStarted} or its {@code
   * RunCompleted} follows.
   *
   * @param position from 1: one more than the runs that wait with the same or a higher priority
   * @param waitsFor the limits in its way, each a sentence for people
   */
  record RunQueued(String runId, String job, int position, List<String> waitsFor, Instant queuedAt)
      implements RunEvent {
    public RunQueued {
      waitsFor = waitsFor == null ? List.of() : List.copyOf(waitsFor);
    }
  }

  /**
   * @param attempt from 1
   * @param kept the steps that are not run again; of a repair
   * @param notBefore its cluster is lit ahead of it: the job starts then; null for at once
   * @param reuse the cluster that an earlier attempt of the run left to it: it is taken up where it
   *     still lingers, else another is lit; absent: another is lit
   */
  record AttemptStarted(
      String runId,
      int attempt,
      JobSpec spec,
      List<KeptStep> kept,
      Instant startedAt,
      @Nullable Instant notBefore,
      @Nullable String reuse)
      implements RunEvent {
    public AttemptStarted {
      kept = kept == null ? List.of() : List.copyOf(kept);
    }
  }

  /** From now on, whatever the driver still reports, the attempt ends as the reason says. */
  record AttemptStopping(
      String runId, int attempt, StopReason reason, @Nullable String detail, Instant stoppingAt)
      implements RunEvent {}

  /**
   * @param retryAt when the next attempt starts; absent when there is none
   */
  record AttemptEnded(
      String runId,
      int attempt,
      Outcome outcome,
      @Nullable FailureClass failureClass,
      @Nullable String cause,
      @Nullable Instant retryAt,
      Instant endedAt)
      implements RunEvent {}

  /**
   * Said exactly once for every accepted run.
   *
   * @param times of the last attempt
   * @param cost of all attempts; absent in what an older version wrote
   */
  record RunCompleted(
      String runId,
      String job,
      @Nullable String owner,
      Outcome outcome,
      @Nullable FailureClass failureClass,
      @Nullable String cause,
      int attempts,
      @Nullable String clusterId,
      Teardown teardown,
      @Nullable Summary summary,
      @Nullable RunTimes times,
      @Nullable Cost cost,
      Instant requestedAt,
      Instant completedAt)
      implements RunEvent {}

  /** Follows a {@code RunCompleted} that said {@code UNCONFIRMED}. */
  record TeardownConfirmed(String runId, String clusterId, Instant confirmedAt)
      implements RunEvent {}

  enum StopReason {
    CANCEL,
    TIMEOUT,
    BUDGET,
    /** Silence: nobody has heard of the driver for too long. */
    SUSPECT
  }

  enum Teardown {
    CONFIRMED,
    UNCONFIRMED
  }
}
