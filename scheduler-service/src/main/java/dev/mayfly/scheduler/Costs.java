package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.COST;
import static dev.mayfly.scheduler.SchedulerState.PAID;
import static dev.mayfly.scheduler.SchedulerState.PROFILE;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.Estimate;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import dev.mayfly.contracts.event.RunTimes;
import dev.mayfly.contracts.job.Budget;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.SchedulerState.Paid;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What runs cost: expected, so far, and bounded by their budgets. */
final class Costs {
  /** Fires when what the run may cost is spent. */
  static final String BUDGET = "budget/";

  /** Fires when a job has not succeeded for the dedupe window: what its runs took is forgotten. */
  static final String FORGET_PAID = "forget-paid/";

  private final Times times;

  Costs(Times times) {
    this.times = times;
  }

  /** What a run of the job is likely to cost, by what its last good runs took. */
  static Estimate estimate(JobSpec spec, Turn turn) {
    return estimate(spec, turn.load(PAID, spec.name()).map(Paid::median).orElse(null), turn);
  }

  /** No whole run tells how long a part of one takes. */
  static Estimate estimateOfRepair(JobSpec spec, Turn turn) {
    return estimate(spec, null, turn);
  }

  private static Estimate estimate(JobSpec spec, @Nullable Duration paid, Turn turn) {
    return Estimate.of(spec.cluster(), prices(spec.cluster(), turn), paid);
  }

  void learn(String job, Cost cost, Turn turn) {
    Paid before = turn.load(PAID, job).orElse(Paid.NONE);
    turn.save(PAID, job, before.and(cost.paid()));
    turn.arm(FORGET_PAID + job, turn.now().plus(times.dedupeWindow()));
  }

  void fired(String timer, Turn turn) {
    turn.remove(PAID, timer.substring(FORGET_PAID.length()));
  }

  /** From now on a cluster is paid for, until the budget's end at the latest. */
  static void clusterStarting(String runId, Instant at, Turn turn) {
    JobSpec spec = Runs.spec(runId, turn);
    Budget budget = spec.budget();
    if (budget != null) {
      Cost before = turn.load(COST, runId).orElse(Cost.NONE);
      Double perHour = Cost.perHour(spec.cluster(), prices(spec.cluster(), turn));
      Duration left = budget.left(before.amount(), before.paid(), perHour);
      if (left != null) {
        turn.arm(BUDGET + runId, at.plus(left));
      }
    }
  }

  static String overBudget(JobSpec spec) {
    return "over its budget of " + Objects.requireNonNull(spec.budget()).text();
  }

  /** Of the attempts so far, the current one among them. */
  static Cost of(String runId, RunState run, Turn turn) {
    Cost before = turn.load(COST, runId).orElse(Cost.NONE);
    if (!run.phase().isAttempt()) {
      return before;
    }
    JobSpec.Cluster cluster = Runs.spec(runId, turn).cluster();
    return before.plus(Cost.of(run.times(), cluster, prices(cluster, turn), turn.now()));
  }

  /** Keeps what the attempts so far have cost beyond the current one's end. */
  static void keep(String runId, RunState run, Turn turn) {
    turn.save(COST, runId, of(runId, run, turn));
  }

  /** A cluster was kept for a next attempt, in vain. */
  static void lingered(String runId, Instant since, Instant until, Turn turn) {
    Cost before = turn.load(COST, runId).orElse(Cost.NONE);
    JobSpec.Cluster cluster = Runs.spec(runId, turn).cluster();
    RunTimes kept = RunTimes.NONE.withClusterStarting(since).withClusterStopped(until);
    turn.save(COST, runId, before.plus(Cost.of(kept, cluster, prices(cluster, turn), until)));
  }

  private static @Nullable Prices prices(JobSpec.Cluster cluster, Turn turn) {
    return turn.load(PROFILE, cluster.profile()).map(ProfileAnnounced::prices).orElse(null);
  }
}
