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

  /** Those that wait for objects, and so for no slot yet. */
  private final Map<String, Asked> notQueued = new LinkedHashMap<>();

  private final Map<String, Asked> waiting = new LinkedHashMap<>();
  private final Map<String, Asked> live = new LinkedHashMap<>();
  private final Set<String> told = new HashSet<>();
  private boolean changed;
  private long last;

  private record Asked(
      String runId,
      String job,
      @Nullable String owner,
      String profile,
      @Nullable String existing,
      JobSpec.Queue queue,
      Instant at,
      long number,
      boolean waited) {

    static Asked of(JobAccepted e, long number) {
      JobSpec spec = e.spec();
      JobSpec.Queue queue = spec.queue() == null ? JobSpec.Queue.DEFAULT : spec.queue();
      return new Asked(
          e.runId(),
          spec.name(),
          spec.owner(),
          spec.cluster().profile(),
          spec.cluster().existing(),
          queue,
          e.requestedAt(),
          number,
          false);
    }

    Asked joined(long itsNumber) {
      return new Asked(runId, job, owner, profile, existing, queue, at, itsNumber, true);
    }
  }

  QueueWatch(Queueing limits) {
    this.limits = limits;
  }

  void on(JobAccepted e) {
    if (!e.spec().waitFor().isEmpty()) {
      notQueued.put(e.runId(), Asked.of(e, 0));
      return;
    }
    waiting.put(e.runId(), Asked.of(e, ++last));
    changed = true;
  }

  void on(RunQueued e) {
    told.add(e.runId());
    join(e.runId());
  }

  /** All that it waited for is there. */
  private void join(String runId) {
    Asked run = notQueued.remove(runId);
    if (run != null) {
      waiting.put(runId, run.joined(++last));
      changed = true;
    }
  }

  void on(AttemptStarted e) {
    join(e.runId());
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
    notQueued.remove(e.runId());
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
    return priority != 0 ? priority < 0 : owner != 0 ? owner < 0 : cameFirst(a, b);
  }

  /** Who was asked for first; of those that waited for objects, who joined the queue first. */
  private static boolean cameFirst(Asked a, Asked b) {
    boolean waited = a.waited() || b.waited();
    return waited ? a.number() < b.number() : a.at().isBefore(b.at());
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
    if (run.existing() != null
        && isFull(of(run, Asked::existing), Users.standing(run.existing()).leases())) {
      return "runs on standing cluster " + run.existing();
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
