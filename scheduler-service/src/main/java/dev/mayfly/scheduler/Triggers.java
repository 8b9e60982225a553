package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.FOLLOWER;
import static dev.mayfly.scheduler.SchedulerState.JOB;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpec.Trigger;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.contracts.schedule.TickAsked;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.SchedulerState.Deployed;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs that run when a run of another has ended. A completion reads only its own followers. */
final class Triggers {
  private final String requestsTopic;

  Triggers(String requestsTopic) {
    this.requestsTopic = requestsTopic;
  }

  /**
   * A fault when the job would follow itself, as far as is known now: jobs that are deployed later
   * are looked at then.
   */
  static Optional<Fault> fault(String job, @Nullable Trigger trigger, Turn turn) {
    var chain = new ArrayList<String>();
    Trigger next = trigger;
    while (next != null && !next.job().equals(job)) {
      chain.add(next.job());
      next = turn.load(JOB, next.job()).map(Deployed::trigger).orElse(null);
    }
    if (next == null) {
      return Optional.empty();
    }
    chain.add(job);
    return Optional.of(
        new Fault(
            "trigger.job",
            String.join(" after ", chain),
            "a job that does not follow " + job + " itself"));
  }

  static void deployed(String job, @Nullable Trigger before, @Nullable Trigger now, Turn turn) {
    if (before != null) {
      turn.remove(FOLLOWER, before.job() + "/" + job);
    }
    if (now != null) {
      turn.save(FOLLOWER, now.job() + "/" + job, now);
    }
  }

  /** Only runs of a deployed job are followed: not those of a spec that has its name. */
  void completed(String runId, RunState run, JobSpec spec, Outcome outcome, Turn turn) {
    if (run.request().revision() == null) {
      return;
    }
    Tick tick = run.request().tick();
    String prefix = spec.name() + "/";
    turn.all(FOLLOWER, prefix)
        .forEach(
            (id, trigger) -> {
              if (trigger.on().contains(outcome)) {
                String follower = id.substring(prefix.length());
                String next = RunIds.ofTrigger(follower, runId);
                var asked =
                    new JobRequested(
                        next,
                        follower,
                        null,
                        Map.of(),
                        null,
                        "trigger",
                        tick == null ? null : TickAsked.of(tick));
                turn.publish(requestsTopic, next, asked);
              }
            });
  }
}
