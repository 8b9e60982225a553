package dev.mayfly.simulator;

import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Promise 8: no more runs are live than each limit lets. Promise 9: a run that could start does not
 * wait, and none starts before one that has more of a right to.
 */
final class QueueWatch {
  private final Queueing limits;
  private final Map<String, Asked> waiting = new LinkedHashMap<>();
  private final Map<String, Asked> live = new LinkedHashMap<>();
  private final Set<String> told = new HashSet<>();
  private boolean changed;

  private record Asked(
      String runId,
      String job,
      @Nullable String owner,
      String profile,
      JobSpec.Queue queue,
      Instant at) {

    static Asked of(JobAccepted e) {
      JobSpec spec = e.spec();
      JobSpec.Queue queue = spec.queue() == null ? JobSpec.Queue.DEFAULT : spec.queue();
      return new Asked(
          e.runId(), spec.name(), spec.owner(), spec.cluster().profile(), queue, e.requestedAt());
    }
  }

  QueueWatch(Queueing limits) {
    this.limits = limits;
  }

  void on(JobAccepted e) {
    waiting.put(e.runId(), Asked.of(e));
    changed = true;
  }

  void on(RunQueued e) {
    told.add(e.runId());
  }

  void on(AttemptStarted e) {
    Asked run = waiting.remove(e.runId());
    if (run == null) {
      if (!live.containsKey(e.runId())) {
        throw new PromiseBroken(8, e.runId() + " starts and holds no slot", e.runId());
      }
      return;
    }
    String full = full(run);
    if (full != null) {
      throw new PromiseBroken(8, e.runId() + " is one too many of the " + full, e.runId());
    }
    for (Asked other : waiting.values()) {
      if (full(other) == null && isBefore(other, run)) {
        throw new PromiseBroken(
            9, e.runId() + " starts before " + other.runId(), e.runId(), other.runId());
      }
    }
    live.put(e.runId(), run);
    changed = true;
  }

  void on(RunCompleted e) {
    waiting.remove(e.runId());
    live.remove(e.runId());
    changed = true;
  }

  /** After whole transactions: what a slot came free for has started in the same one. */
  void check() {
    if (!changed) {
      return;
    }
    changed = false;
    for (Asked run : waiting.values()) {
      if (full(run) == null) {
        throw new PromiseBroken(9, run.runId() + " waits although it could start", run.runId());
      }
      if (!told.contains(run.runId())) {
        throw new PromiseBroken(9, run.runId() + " waits and nobody was told", run.runId());
      }
    }
  }

  private boolean isBefore(Asked a, Asked b) {
    int priority = Integer.compare(b.queue().priority(), a.queue().priority());
    int owner = Long.compare(of(a, Asked::owner), of(b, Asked::owner));
    return priority != 0 ? priority < 0 : owner != 0 ? owner < 0 : a.at().isBefore(b.at());
  }

  /** What it would be one too many of; null when it may start. */
  private @Nullable String full(Asked run) {
    if (isFull(of(run, Asked::job), run.queue().maxConcurrentRuns())) {
      return "runs of job " + run.job();
    }
    if (isFull(of(run, Asked::owner), limits.runsPerOwner())) {
      return "runs of owner " + run.owner();
    }
    if (isFull(of(run, Asked::profile), limits.runsPerProfile())) {
      return "runs on profile " + run.profile();
    }
    return isFull(live.size(), limits.runs()) ? "runs" : null;
  }

  private static boolean isFull(long live, @Nullable Integer limit) {
    return limit != null && live >= limit;
  }

  /** How many live runs have the same. */
  private long of(Asked run, Function<Asked, @Nullable String> what) {
    return live.values().stream()
        .filter(other -> Objects.equals(what.apply(other), what.apply(run)))
        .count();
  }
}
