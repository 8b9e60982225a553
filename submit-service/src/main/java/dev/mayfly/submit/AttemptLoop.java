package dev.mayfly.submit;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.JobStarted;
import dev.mayfly.contracts.event.StepEvent.StepFinished;
import dev.mayfly.contracts.event.StepEvent.StepStarted;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.host.DriverProgress;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, brought in line with its assignment a look at a time. It remembers only what it has
 * already said: where the drivers stand is asked of their host, so that a restart goes on where the
 * drivers are.
 */
final class AttemptLoop {
  /**
   * How long an application may wait for its first executor before it is taken for one that never
   * gets any.
   */
  static final Duration SCHEDULING_LIMIT = Duration.ofMinutes(2);

  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private final DriverHost host;
  private final Reports reports;
  private final Times times;
  private final Supplier<Duration> sinceBoot;

  private final Map<String, StepResult> results = new LinkedHashMap<>();
  private boolean started;
  private @Nullable String running;
  private @Nullable String unschedulable;
  private @Nullable Instant askedAt;
  private boolean forced;
  private @Nullable Instant lastHeartbeat;
  private boolean finished;
  private @Nullable Duration lastHeard;
  private volatile boolean outOfContact;

  AttemptLoop(DriverHost host, Reports reports, Times times, Supplier<Duration> sinceBoot) {
    this.host = host;
    this.reports = reports;
    this.times = times;
    this.sinceBoot = sinceBoot;
  }

  /** Nothing is left to do for the attempt; its tombstone is all that is waited for. */
  boolean isFinished() {
    return finished;
  }

  /**
   * Says that the attempt is taken up, before anything is started for it. What had been assigned by
   * the time that was acknowledged must then be known: the scheduler gives no attempt up without
   * having read what was said of it, so that either its stop is seen here, or its driver's lease is
   * waited for there.
   *
   * @param readToEnd see {@link Reconciler}
   * @return whether it was done now, so that the assignment may be another
   */
  boolean takeUp(Assignment a, Instant now, Runnable readToEnd) {
    if (started) {
      return false;
    }
    publish(new JobStarted(a.runId(), a.attempt(), a.clusterId(), a.submitter(), now));
    readToEnd.run();
    started = true;
    return true;
  }

  /** One look: starts what is missing, stops what must stop, says what is new. */
  void look(Assignment a, Instant now) {
    if (finished) {
      return;
    }
    for (JobSpec.Step step : Steps.inOrder(a.spec())) {
      StepResult result = results.get(step.name());
      if (result == null) {
        result = advance(a, step, now);
      }
      if (result == null) {
        heartbeat(a, step, now);
        return;
      }
      results.put(step.name(), result);
      if (!result.outcome().isSuccess()) {
        break;
      }
    }
    finish(a, now);
  }

  /** What came of the step; null while it has not ended. */
  private @Nullable StepResult advance(Assignment a, JobSpec.Step step, Instant now) {
    var ref = new DriverRef(a.runId(), a.attempt(), step.name());
    DriverState state = host.find(ref);
    if (state instanceof DriverState.Absent) {
      if (a.stop() != null) {
        return neverStarted(step, now)
            .ended(outcomeOf(a.stop()), classOf(a.stop()), "stopped before it started");
      }
      if (outOfContact) {
        String why = "the submitter could not reach the broker for longer than a driver's lease";
        return neverStarted(step, now).ended(Outcome.FAILED, FailureClass.INFRASTRUCTURE, why);
      }
      host.start(ref, a, step, lastHeard());
      return null;
    }
    if (state instanceof DriverState.Running driver) {
      if (!step.name().equals(running)) {
        publish(
            new StepStarted(
                a.runId(), a.attempt(), step.name(), driver.where(), driver.startedAt()));
        running = step.name();
        askedAt = null;
        forced = false;
      }
      endIfNeeded(a, ref, now);
      return null;
    }
    StepResult result = asStopped(a, host.result(ref, a, step));
    publish(new StepFinished(a.runId(), a.attempt(), result));
    return result;
  }

  private void endIfNeeded(Assignment a, DriverRef ref, Instant now) {
    Instant waiting = host.progress(ref).waitingSince();
    if (waiting != null && now.isAfter(waiting.plus(SCHEDULING_LIMIT))) {
      unschedulable =
          "no executor could be had in "
              + SCHEDULING_LIMIT.toSeconds()
              + " s: the application asks for more than any worker of its cluster has";
    }
    boolean force = unschedulable != null || (a.stopBy() != null && now.isAfter(a.stopBy()));
    if ((unschedulable != null || a.stop() != null) && isDue(force, now)) {
      host.stop(ref, force);
      askedAt = now;
      forced = force;
    }
  }

  /** The first time, when politeness is over, and again when it has not helped for a while. */
  private boolean isDue(boolean force, Instant now) {
    return askedAt == null || (force && !forced) || now.isAfter(askedAt.plus(ASK_AGAIN));
  }

  /** A driver that was made to end did not end by its own doing. */
  private StepResult asStopped(Assignment a, StepResult seen) {
    if (a.stop() != null && !seen.outcome().isSuccess()) {
      return seen.ended(outcomeOf(a.stop()), classOf(a.stop()), "stopped: " + a.stop());
    }
    return unschedulable != null
        ? seen.ended(Outcome.FAILED, FailureClass.QUOTA, unschedulable)
        : seen;
  }

  private void finish(Assignment a, Instant now) {
    List<StepResult> ended = List.copyOf(results.values());
    StepResult last = ended.get(ended.size() - 1);
    publish(
        new JobFinished(
            a.runId(),
            a.attempt(),
            a.clusterId(),
            last.outcome(),
            last.failureClass(),
            last.cause(),
            new Summary(ended, last.log()),
            now));
    finished = true;
  }

  private void heartbeat(Assignment a, JobSpec.Step step, Instant now) {
    if (lastHeartbeat != null && now.isBefore(lastHeartbeat.plus(times.heartbeat()))) {
      return;
    }
    lastHeartbeat = now;
    var ref = new DriverRef(a.runId(), a.attempt(), step.name());
    DriverProgress p = host.progress(ref);
    Duration sentAt = sinceBoot.get();
    reports.heartbeat(
        new JobProgressed(
            a.runId(),
            a.attempt(),
            step.name(),
            p.stagesActive(),
            p.stagesCompleted(),
            p.tasksTotal(),
            p.tasksCompleted(),
            p.tasksFailed(),
            p.rowsRead(),
            p.rowsWritten(),
            p.stage(),
            p.sparkUi(),
            now),
        () -> {
          heard(sentAt);
          host.renew(ref, sentAt);
        });
  }

  private static StepResult neverStarted(JobSpec.Step step, Instant now) {
    return new StepResult(
        step.name(),
        Outcome.FAILED,
        null,
        null,
        null,
        null,
        now,
        null,
        List.of(),
        List.of(),
        null,
        null,
        null);
  }

  private void publish(StepEvent event) {
    Duration sentAt = sinceBoot.get();
    reports.publish(event);
    heard(sentAt);
  }

  /**
   * The broker has a record that was sent then. After a silence as long as a lease the attempt may
   * have been given up and another have begun: what runs may end, nothing more is started.
   */
  private synchronized void heard(Duration sentAt) {
    if (lastHeard != null && sentAt.minus(lastHeard).compareTo(times.driverLease()) >= 0) {
      outOfContact = true;
    }
    lastHeard = sentAt;
  }

  private synchronized Duration lastHeard() {
    return Objects.requireNonNull(lastHeard, "an attempt begins with a report");
  }

  private static Outcome outcomeOf(@Nullable StopReason stop) {
    return stop == StopReason.TIMEOUT
        ? Outcome.TIMED_OUT
        : stop == StopReason.SUSPECT ? Outcome.FAILED : Outcome.CANCELLED;
  }

  private static @Nullable FailureClass classOf(@Nullable StopReason stop) {
    return stop == StopReason.SUSPECT ? FailureClass.INFRASTRUCTURE : null;
  }
}
