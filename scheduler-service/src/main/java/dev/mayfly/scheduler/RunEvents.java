package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.RUN;
import static dev.mayfly.scheduler.SchedulerState.START_TIMES;

import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.RunTimes;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.contracts.event.StepMetrics;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.RunState.Drivers;
import dev.mayfly.scheduler.RunState.End;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the other services say of a run, brought to its state. What belongs to another attempt than
 * the current is late.
 */
final class RunEvents {
  private final Runs runs;

  RunEvents(Runs runs) {
    this.runs = runs;
  }

  void on(ClusterEvent event, Turn turn) {
    if (event instanceof ClusterEvent.ClusterStarting e) {
      runs.current(e.runId(), e.attempt(), turn)
          .ifPresent(
              r -> {
                Optional<Instant> kept = Lingering.remove(e.runId(), e.clusterId(), turn);
                Instant paidFrom = kept.orElse(e.startingAt());
                RunState lit = r.onCluster(e.clusterId(), paidFrom);
                turn.save(RUN, e.runId(), kept.isPresent() ? alreadyReady(lit, e) : lit);
                Costs.clusterStarting(e.runId(), paidFrom, turn);
              });
    } else if (event instanceof ClusterEvent.ClusterReady e) {
      runs.current(e.runId(), e.attempt(), turn)
          .ifPresent(
              r -> {
                turn.save(RUN, e.runId(), r.at(r.times().withClusterReady(e.readyAt())));
                learnStart(e, r, turn);
              });
    } else if (event instanceof ClusterEvent.LeaseGranted e) {
      runs.current(e.runId(), e.attempt(), turn)
          .ifPresent(
              r -> {
                turn.save(RUN, e.runId(), r.with(Drivers.POSSIBLE));
                Repairs.begun(e.runId(), e.attempt(), turn);
                runs.heard(e.runId(), r, turn.now(), turn);
              });
    } else if (event instanceof ClusterEvent.ClusterFailed e) {
      var how = new End(Outcome.FAILED, e.failureClass(), e.cause(), null);
      runs.current(e.runId(), e.attempt(), turn).ifPresent(r -> runs.end(e.runId(), r, how, turn));
    } else if (event instanceof ClusterEvent.LeaseEnded e && e.shared() != null) {
      runs.leaseEnded(e, turn);
    } else if (event instanceof ClusterEvent.LeaseEnded e && e.lingersUntil() != null) {
      runs.lingers(e, turn);
    } else if (event instanceof ClusterEvent.ClusterStopped e && e.runId() != null) {
      runs.clusterStopped(e.clusterId(), e.runId(), e.attempt(), e.stoppedAt(), turn);
    }
  }

  private static RunState alreadyReady(RunState run, ClusterEvent.ClusterStarting e) {
    return run.at(run.times().withClusterReady(e.startingAt()));
  }

  /** One that is shared, or was taken up, may have been ready before anyone asked for it. */
  private static void learnStart(ClusterEvent.ClusterReady e, RunState run, Turn turn) {
    JobSpec.Cluster cluster = Runs.spec(e.runId(), turn).cluster();
    Instant startingAt = run.times().clusterStartingAt();
    boolean wasReady = cluster.shared() != null || run.times().clusterReadyAt() != null;
    if (!wasReady && startingAt != null) {
      Duration took = Duration.between(startingAt, e.readyAt());
      StartTimes before = turn.load(START_TIMES, cluster.profile()).orElse(StartTimes.NONE);
      turn.save(START_TIMES, cluster.profile(), before.and(took));
    }
  }

  void on(StepEvent event, Turn turn) {
    RunState run = runs.current(event.runId(), event.attempt(), turn).orElse(null);
    if (run == null) {
      return;
    }
    if (event instanceof StepEvent.JobFinished e) {
      Repairs.ended(e.runId(), e.attempt(), e.summary().steps(), turn);
      RunState done = run.at(times(run, e)).with(Drivers.GONE);
      var how = new End(e.outcome(), e.failureClass(), e.cause(), e.summary());
      runs.end(e.runId(), done.summarised(e.summary()), how, turn);
      return;
    }
    if (event instanceof StepEvent.JobStarted e) {
      turn.save(RUN, e.runId(), run.at(run.times().withJobStarted(e.startedAt())));
    } else if (event instanceof StepEvent.StepFinished e) {
      Repairs.ended(e.runId(), e.attempt(), List.of(e.result()), turn);
    }
    runs.heard(event.runId(), run, turn.now(), turn);
  }

  void on(JobProgressed event, Turn turn) {
    runs.current(event.runId(), event.attempt(), turn)
        .ifPresent(r -> runs.heard(event.runId(), r, turn.now(), turn));
  }

  private static RunTimes times(RunState run, StepEvent.JobFinished e) {
    List<Instant> first = instants(e.summary(), StepMetrics::firstTaskAt);
    List<Instant> last = instants(e.summary(), StepMetrics::lastTaskAt);
    return run.times()
        .withJobFinished(
            e.finishedAt(),
            first.isEmpty() ? null : Collections.min(first),
            last.isEmpty() ? null : Collections.max(last));
  }

  private static List<Instant> instants(
      Summary summary, Function<StepMetrics, @Nullable Instant> field) {
    var found = new ArrayList<Instant>();
    for (StepResult step : summary.steps()) {
      Instant at = step.metrics() == null ? null : field.apply(step.metrics());
      if (at != null) {
        found.add(at);
      }
    }
    return found;
  }
}
