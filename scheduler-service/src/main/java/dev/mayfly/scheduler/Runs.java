package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.CANCEL;
import static dev.mayfly.scheduler.SchedulerState.COST;
import static dev.mayfly.scheduler.SchedulerState.HEARD;
import static dev.mayfly.scheduler.SchedulerState.LIVE;
import static dev.mayfly.scheduler.SchedulerState.RUN;
import static dev.mayfly.scheduler.SchedulerState.SPEC;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.RunEvent.TeardownConfirmed;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.RunState.Drivers;
import dev.mayfly.scheduler.RunState.End;
import dev.mayfly.scheduler.RunState.Phase;
import dev.mayfly.scheduler.SchedulerState.Heard;
import dev.mayfly.scheduler.SchedulerState.Live;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The life of accepted runs: attempts, stops, teardown, retries, and the one outcome. */
final class Runs {
  static final String TIMEOUT = "timeout/";
  static final String SILENCE = "silence/";
  static final String TEARDOWN = "teardown/";
  static final String PROOF = "proof/";
  static final String RETRY = "retry/";

  private final String runsTopic;
  private final Times times;
  private final Costs costs;
  private final List<Completion> completions;

  /** Sees every run that has ended, once, in the turn that tells it. */
  interface Completion {
    void on(String runId, RunState run, JobSpec spec, Outcome outcome, Turn turn);
  }

  Runs(String runsTopic, Times times, Costs costs, List<Completion> completions) {
    this.runsTopic = runsTopic;
    this.times = times;
    this.costs = costs;
    this.completions = completions;
  }

  /** Its spec has been saved. */
  void start(String runId, RunState accepted, JobSpec spec, Turn turn) {
    turn.save(LIVE, runId, Live.of(spec));
    turn.arm(TIMEOUT + runId, turn.now().plus(spec.timeout()));
    startAttempt(runId, accepted, spec, turn);
  }

  /** A run that ends before its first attempt. */
  void completeUnstarted(String runId, RunState accepted, JobSpec spec, End how, Turn turn) {
    turn.save(SPEC, runId, spec);
    complete(runId, accepted.ending(how), Teardown.CONFIRMED, turn);
  }

  /** The run, if that is its current attempt and the attempt has not been closed. */
  Optional<RunState> current(String runId, int attempt, Turn turn) {
    return turn.load(RUN, runId)
        .filter(r -> r.attempt() == attempt)
        .filter(r -> r.phase().isAttempt());
  }

  void fired(String timer, Turn turn) {
    String kind = timer.substring(0, timer.indexOf('/') + 1);
    String runId = timer.substring(kind.length());
    turn.load(RUN, runId).ifPresent(run -> fired(kind, runId, run, turn));
  }

  private void fired(String kind, String runId, RunState run, Turn turn) {
    switch (kind) {
      case TIMEOUT -> {
        String limit = Durations.text(spec(runId, turn).timeout());
        stop(runId, run, StopReason.TIMEOUT, "ran longer than its timeout of " + limit, turn);
      }
      case SILENCE -> {
        String silence = Durations.text(times.silence());
        stop(runId, run, StopReason.SUSPECT, "no heartbeat for " + silence, turn);
      }
      case Costs.BUDGET -> {
        String why = Costs.overBudget(spec(runId, turn));
        stop(runId, run, StopReason.BUDGET, why, turn);
      }
      case PROOF -> lapsed(runId, run, turn);
      case TEARDOWN -> complete(runId, run, Teardown.UNCONFIRMED, turn);
      case RETRY -> startAttempt(runId, run, spec(runId, turn), turn);
      default -> throw new IllegalStateException("no such timer: " + kind);
    }
  }

  /** Asks for the end of a run; what was asked first stays the outcome. */
  void stop(String runId, RunState run, StopReason why, @Nullable String detail, Turn turn) {
    stop(runId, run, why, detail, outcomeOf(why, detail), turn);
  }

  /**
   * Ends a live run whose input could not be handled; its cluster is put out first. The input may
   * have been what told of a driver.
   */
  void fail(String runId, String reason, Turn turn) {
    var how = new End(Outcome.FAILED, FailureClass.INFRASTRUCTURE, reason, null);
    RunState run = turn.load(RUN, runId).orElse(null);
    if (run != null && run.phase().isAttempt() && run.drivers() == Drivers.NONE) {
      run = run.with(Drivers.POSSIBLE);
      turn.save(RUN, runId, run);
      turn.save(HEARD, runId, new Heard(run.attempt(), turn.now()));
      Repairs.begun(runId, run.attempt(), turn);
    }
    if (run != null) {
      stop(runId, run, StopReason.SUSPECT, reason, how, turn);
    }
  }

  /** A timer was lost, which may have bounded the run or its teardown. */
  void boundAgain(String timer, String runId, Turn turn) {
    Instant later = turn.now().plus(times.teardownBound());
    turn.load(RUN, runId)
        .filter(run -> run.phase() == Phase.ENDING || run.phase() == Phase.LEAVING)
        .ifPresent(
            run -> {
              turn.arm(TEARDOWN + runId, later);
              if (timer.startsWith(TIMEOUT)) {
                // it may be tried again, and must not run for ever then
                turn.arm(timer, later);
              }
            });
  }

  private void stop(
      String runId, RunState run, StopReason why, @Nullable String detail, End how, Turn turn) {
    switch (run.phase()) {
      case ACTIVE -> {
        tellStop(runId, run, why, detail, turn);
        end(runId, run, how, turn);
      }
      case BACKING_OFF -> {
        RunState ended = run.leaving(how);
        if (Lingering.isAny(runId, turn)) {
          tellStop(runId, run, why, detail, turn);
          turn.disarm(RETRY + runId);
          turn.arm(TEARDOWN + runId, turn.now().plus(times.teardownBound()));
          turn.save(RUN, runId, ended);
        } else {
          complete(runId, ended, Teardown.CONFIRMED, turn);
        }
      }
      case ENDING -> {
        boolean goesOn = Retries.at(runId, run, howOf(run), turn) != null;
        if (goesOn && why != StopReason.SUSPECT) {
          // what was asked of the run must not be lost with an attempt that would be retried
          turn.save(RUN, runId, run.overruled(how));
          if (spec(runId, turn).retry().cluster() == JobSpec.RetryCluster.SAME) {
            // its cluster may be kept for the attempt that is not to come
            tellStop(runId, run, why, detail, turn);
          }
        }
      }
      case LEAVING, CHASING -> {}
    }
  }

  private void tellStop(
      String runId, RunState run, StopReason why, @Nullable String detail, Turn turn) {
    turn.publish(
        runsTopic, runId, new AttemptStopping(runId, run.attempt(), why, detail, turn.now()));
  }

  /** How the attempt ends is settled: from now on its teardown is waited for. */
  void end(String runId, RunState run, End how, Turn turn) {
    if (run.phase() == Phase.ACTIVE) {
      turn.disarm(SILENCE + runId);
      turn.arm(TEARDOWN + runId, turn.now().plus(times.teardownBound()));
    }
    settle(runId, run.ending(how), turn);
  }

  void clusterStopped(String clusterId, String runId, int attempt, Instant at, Turn turn) {
    RunState run = turn.load(RUN, runId).orElse(null);
    if (run == null) {
      return;
    }
    Optional<Instant> lingeredSince = Lingering.remove(runId, clusterId, turn);
    if (lingeredSince.isPresent()) {
      lingered(clusterId, runId, run, lingeredSince.get(), at, turn);
      return;
    }
    if (run.attempt() != attempt) {
      return;
    }
    switch (run.phase()) {
      case CHASING -> chased(clusterId, runId, run.withClusterGone(at), turn);
      case ENDING -> settle(runId, run.withClusterGone(at), turn);
      case ACTIVE -> {
        String cause = "the cluster was put out before the job had ended";
        var how = new End(Outcome.FAILED, FailureClass.INFRASTRUCTURE, cause, null);
        end(runId, run.withClusterGone(at), how, turn);
      }
      case BACKING_OFF, LEAVING -> {}
    }
  }

  /** Nothing is left of a cluster that was kept for a next attempt, whatever became of that. */
  private void lingered(
      String clusterId, String runId, RunState run, Instant since, Instant until, Turn turn) {
    if (run.phase() == Phase.CHASING) {
      chased(clusterId, runId, run, turn);
      return;
    }
    Costs.lingered(runId, since, until, turn);
    boolean isLast = !Lingering.isAny(runId, turn);
    switch (run.phase()) {
      case ACTIVE -> {
        Instant startingAt = run.times().clusterStartingAt();
        if (startingAt != null && !run.clusterGone()) {
          Costs.clusterStarting(runId, startingAt, turn);
        }
      }
      case ENDING -> settle(runId, run, turn);
      case BACKING_OFF -> {
        if (isLast) {
          turn.disarm(Costs.BUDGET + runId);
        }
      }
      case LEAVING -> {
        if (isLast) {
          complete(runId, run, Teardown.CONFIRMED, turn);
        }
      }
      case CHASING -> {}
    }
  }

  private void chased(String clusterId, String runId, RunState run, Turn turn) {
    if (run.clusterGone() && !Lingering.isAny(runId, turn)) {
      turn.publish(runsTopic, runId, new TeardownConfirmed(runId, clusterId, turn.now()));
      forget(runId, turn);
    } else {
      turn.save(RUN, runId, run);
    }
  }

  /**
   * The cluster is kept for the run's next attempt: of this one nothing is left to tear down. That
   * its job has ended may still be on its way.
   */
  void lingers(LeaseEnded e, Turn turn) {
    RunState run = current(e.runId(), e.attempt(), turn).filter(r -> !r.clusterGone()).orElse(null);
    if (run == null) {
      return;
    }
    Lingering.add(e, turn);
    RunState left = run.withClusterGone(e.endedAt());
    if (run.phase() == Phase.ENDING) {
      settle(e.runId(), left, turn);
    } else {
      turn.save(RUN, e.runId(), left);
    }
  }

  /**
   * The lease of a shared cluster has ended, which is the attempt's teardown. While nothing is
   * known of how it ends, the word of that is still on its way: a lease ends for a reason that is
   * said.
   */
  void leaseEnded(LeaseEnded e, Turn turn) {
    RunState active =
        current(e.runId(), e.attempt(), turn).filter(r -> r.phase() == Phase.ACTIVE).orElse(null);
    if (active != null) {
      turn.save(RUN, e.runId(), active.withClusterGone(e.endedAt()));
    } else {
      clusterStopped(e.clusterId(), e.runId(), e.attempt(), e.endedAt(), turn);
    }
  }

  void heard(String runId, RunState run, Instant at, Turn turn) {
    turn.save(HEARD, runId, new Heard(run.attempt(), at));
    if (run.phase() == Phase.ACTIVE) {
      turn.arm(SILENCE + runId, turn.now().plus(times.silence()));
    }
  }

  /**
   * Closes the attempt once its cluster is gone and its driver is proved dead; until then only
   * keeps what is known.
   */
  void settle(String runId, RunState run, Turn turn) {
    if (!run.clusterGone()) {
      turn.save(RUN, runId, run);
      return;
    }
    Instant lapse = driverLapses(runId, run, turn);
    if (lapse == null) {
      close(runId, run, turn);
      return;
    }
    // always by a timer that is still to come: it fires only when all that was said by then has
    // been read, and what a submitter said before it was told to stop may be on its way
    turn.save(RUN, runId, run);
    Instant soon = turn.now().plusMillis(1);
    turn.arm(PROOF + runId, lapse.isBefore(soon) ? soon : lapse);
  }

  private void lapsed(String runId, RunState run, Turn turn) {
    Instant lapse = driverLapses(runId, run, turn);
    if (lapse != null && turn.now().isBefore(lapse)) {
      settle(runId, run, turn);
    } else {
      close(runId, run, turn);
    }
  }

  private void close(String runId, RunState run, Turn turn) {
    End how = howOf(run);
    Instant retryAt = Retries.at(runId, run, how, turn);
    boolean lingers = Lingering.isAny(runId, turn);
    if (retryAt == null && lingers) {
      // no attempt takes it up: once it is gone this is asked again
      turn.save(RUN, runId, run);
      return;
    }
    turn.publish(
        runsTopic,
        runId,
        new AttemptEnded(
            runId,
            run.attempt(),
            how.outcome(),
            how.failureClass(),
            how.cause(),
            retryAt,
            turn.now()));
    if (retryAt == null) {
      complete(runId, run, Teardown.CONFIRMED, turn);
      return;
    }
    Stream.of(TEARDOWN, PROOF).forEach(t -> turn.disarm(t + runId));
    if (!lingers) {
      turn.disarm(Costs.BUDGET + runId);
    }
    Costs.keep(runId, run, turn);
    turn.remove(HEARD, runId);
    turn.arm(RETRY + runId, retryAt);
    turn.save(RUN, runId, run.backingOff());
  }

  private void startAttempt(String runId, RunState run, JobSpec spec, Turn turn) {
    RunState next = run.nextAttempt(turn.now());
    turn.save(RUN, runId, next);
    Instant notBefore = notBefore(run.request().tick(), spec, turn.now());
    turn.publish(
        runsTopic,
        runId,
        new AttemptStarted(
            runId,
            next.attempt(),
            spec,
            Repairs.kept(runId, turn),
            turn.now(),
            notBefore,
            Lingering.newest(runId, turn)));
  }

  /** Of a tick that fired ahead of its time. A far one was asked for by hand, to be run now. */
  private @Nullable Instant notBefore(@Nullable Tick tick, JobSpec spec, Instant now) {
    Schedule schedule = spec.schedule();
    if (tick == null || schedule == null || !schedule.startsAtTick()) {
      return null;
    }
    Instant due = tick.end();
    return due.isAfter(now) && due.isBefore(now.plus(times.startDeadline())) ? due : null;
  }

  /** When the driver is dead by its own lease; null when nothing is left to prove. */
  private @Nullable Instant driverLapses(String runId, RunState run, Turn turn) {
    if (run.drivers() != Drivers.POSSIBLE) {
      return null;
    }
    return turn.load(HEARD, runId).map(h -> h.at().plus(times.silence())).orElse(null);
  }

  private void complete(String runId, RunState run, Teardown teardown, Turn turn) {
    End how = howOf(run);
    JobSpec spec = spec(runId, turn);
    Cost cost = Costs.of(runId, run, turn);
    if (how.outcome().isSuccess() && run.request().repairs() == null) {
      costs.learn(spec.name(), cost, turn);
    }
    turn.publish(
        runsTopic,
        runId,
        new RunCompleted(
            runId,
            spec.name(),
            spec.owner(),
            how.outcome(),
            how.failureClass(),
            how.cause(),
            run.attempt(),
            run.clusterId(),
            teardown,
            how.summary(),
            run.times(),
            cost,
            run.request().at(),
            turn.now()));
    forget(runId, turn);
    if (teardown == Teardown.UNCONFIRMED) {
      turn.save(RUN, runId, run.chased());
    }
    completions.forEach(c -> c.on(runId, run, spec, how.outcome(), turn));
  }

  private static void forget(String runId, Turn turn) {
    Stream.of(TIMEOUT, SILENCE, TEARDOWN, PROOF, RETRY, Costs.BUDGET)
        .forEach(t -> turn.disarm(t + runId));
    Stream.of(RUN, SPEC, HEARD, CANCEL, COST, LIVE).forEach(kind -> turn.remove(kind, runId));
  }

  static JobSpec spec(String runId, Turn turn) {
    return turn.load(SPEC, runId)
        .orElseThrow(() -> new IllegalStateException("run " + runId + " has no spec"));
  }

  private static End howOf(RunState run) {
    return Objects.requireNonNull(run.end(), "an attempt is closed only after its end is known");
  }

  private static End outcomeOf(StopReason why, @Nullable String detail) {
    return switch (why) {
      case CANCEL -> new End(Outcome.CANCELLED, null, detail, null);
      case TIMEOUT -> new End(Outcome.TIMED_OUT, null, detail, null);
      case BUDGET -> new End(Outcome.CANCELLED, null, detail, null);
      case SUSPECT -> new End(Outcome.LOST, FailureClass.INFRASTRUCTURE, detail, null);
    };
  }
}
