package dev.mayfly.contracts.event;

import dev.mayfly.contracts.Fault;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of deployed jobs and their ticks, on {@code mayfly.runs} under the job's name. */
public sealed interface ScheduleEvent extends Event {
  String job();

  /**
   * @param revision the first 12 hex digits of the SHA-256 of the canonical JSON of what was
   *     deployed
   * @param schedule in words; absent when the job has none
   * @param nextTick absent when nothing is due any more, or the job is paused
   * @param warnings what was ignored, for people
   */
  record DeployAccepted(
      String job,
      String revision,
      @Nullable String schedule,
      @Nullable Instant nextTick,
      boolean paused,
      List<String> warnings,
      @Nullable String deployedBy,
      Instant acceptedAt)
      implements ScheduleEvent {
    public DeployAccepted {
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
  }

  /** What was deployed before stays. */
  record DeployRejected(
      String job, List<Fault> faults, @Nullable String deployedBy, Instant rejectedAt)
      implements ScheduleEvent {
    public DeployRejected {
      faults = faults == null ? List.of() : List.copyOf(faults);
    }
  }

  /**
   * Ticks that will not be fired.
   *
   * @param first the due time of the earliest
   * @param last the due time of the latest
   * @param count at least 1
   */
  record TicksSkipped(String job, Instant first, Instant last, int count, String why, Instant at)
      implements ScheduleEvent {}

  /**
   * @param ticks how many runs it is
   */
  record BackfillStarted(
      String id,
      String job,
      Instant from,
      Instant to,
      int ticks,
      int concurrency,
      @Nullable String requestedBy,
      Instant startedAt)
      implements ScheduleEvent {}

  /**
   * @param ticks how many runs it was to be; those that neither succeeded nor failed were not begun
   *     any more
   * @param failed every other end than success
   */
  record BackfillCompleted(
      String id, String job, int ticks, int succeeded, int failed, Instant completedAt)
      implements ScheduleEvent {}
}
