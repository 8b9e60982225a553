package dev.mayfly.submit;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.StepEvent.StepStarted;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.host.DriverProgress;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The driver of one step: told of, kept alive, made to end. It remembers only what it has already
 * said and asked; where the driver stands is asked of its host.
 */
final class StepDriver {
  /**
   * How long an application may wait for its first executor, while no other of the attempt has any,
   * before it is taken for one that never gets any.
   */
  static final Duration SCHEDULING_LIMIT = Duration.ofMinutes(2);

  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private final DriverRef ref;
  private final JobSpec.Step step;
  private final DriverHost host;
  private final Contact contact;
  private final Duration betweenHeartbeats;

  private DriverState state = new DriverState.Absent();
  private DriverProgress progress = DriverProgress.UNKNOWN;
  private boolean told;
  private @Nullable Duration lastHeartbeat;
  private @Nullable String unschedulable;
  private @Nullable Instant askedAt;
  private boolean forced;

  StepDriver(
      DriverRef ref,
      JobSpec.Step step,
      DriverHost host,
      Contact contact,
      Duration betweenHeartbeats) {
    this.ref = ref;
    this.step = step;
    this.host = host;
    this.contact = contact;
    this.betweenHeartbeats = betweenHeartbeats;
  }

  JobSpec.Step step() {
    return step;
  }

  /** Asks its host where it stands, and if it runs, how far it has come. */
  void find() {
    state = host.find(ref);
    if (isRunning()) {
      progress = host.progress(ref);
    }
  }

  boolean isAbsent() {
    return state instanceof DriverState.Absent;
  }

  boolean isRunning() {
    return state instanceof DriverState.Running;
  }

  boolean hasEnded() {
    return state instanceof DriverState.Ended;
  }

  /** It has executors, or had until it ended just now. */
  boolean hasRoom() {
    return hasEnded() || (isRunning() && progress.waitingSince() == null);
  }

  /** Asked of one that has ended: it was made to, and not because it got no executor. */
  boolean wasStopped() {
    return unschedulable == null && ((DriverState.Ended) state).stopped();
  }

  /**
   * @param filled the step as it is to be run
   */
  void start(Assignment a, JobSpec.Step filled, Instant now) {
    host.start(ref, a, filled, contact.lastHeard());
    heartbeat(now);
  }

  /** It is not to be started any more, whoever looks after it from now on. */
  void refuse(FailureClass failureClass, String cause) {
    host.refuse(ref, failureClass, cause);
  }

  /** Says of one that runs that it does, when that has not been said. */
  void tell() {
    if (told) {
      return;
    }
    var driver = (DriverState.Running) state;
    contact.publish(
        new StepStarted(
            ref.runId(), ref.attempt(), ref.step(), driver.where(), driver.startedAt()));
    told = true;
  }

  void heartbeat(Instant now) {
    Duration sinceBoot = contact.sinceBoot();
    if (lastHeartbeat != null && sinceBoot.minus(lastHeartbeat).compareTo(betweenHeartbeats) < 0) {
      return;
    }
    lastHeartbeat = sinceBoot;
    contact.heartbeat(
        new JobProgressed(
            ref.runId(),
            ref.attempt(),
            ref.step(),
            progress.stagesActive(),
            progress.stagesCompleted(),
            progress.tasksTotal(),
            progress.tasksCompleted(),
            progress.tasksFailed(),
            progress.rowsRead(),
            progress.rowsWritten(),
            progress.stage(),
            progress.sparkUi(),
            now),
        sentAt -> host.renew(ref, sentAt));
  }

  /**
   * @param stop null: it may run
   * @param roomSince since when no other of the attempt has had executors
   */
  void endIfNeeded(@Nullable Stop stop, Instant roomSince, Instant now) {
    Instant waiting = progress.waitingSince();
    if (waiting != null) {
      Instant since = roomSince.isAfter(waiting) ? roomSince : waiting;
      if (now.isAfter(since.plus(SCHEDULING_LIMIT))) {
        unschedulable =
            "no executor could be had in "
                + SCHEDULING_LIMIT.toSeconds()
                + " s: the application asks for more than any worker of its cluster has";
      }
    }
    if (unschedulable != null) {
      ask(true, now);
    } else if (stop != null) {
      ask(stop.by() != null && now.isAfter(stop.by()), now);
    }
  }

  /** The first time, when politeness is over, and again when it has not helped for a while. */
  private void ask(boolean force, Instant now) {
    if (askedAt == null || (force && !forced) || now.isAfter(askedAt.plus(ASK_AGAIN))) {
      host.stop(ref, force);
      askedAt = now;
      forced = force;
    }
  }

  /** What came of it. May take as long as shipping its logs. */
  StepResult result(Assignment a) {
    StepResult seen = host.result(ref, a, step);
    return unschedulable == null
        ? seen
        : seen.ended(Outcome.FAILED, FailureClass.QUOTA, unschedulable);
  }
}
