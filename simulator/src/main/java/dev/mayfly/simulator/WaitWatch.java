package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;

import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.event.RunEvent.RunWaiting;
import dev.mayfly.contracts.job.JobSpec.WaitFor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Promise 14: nothing is queued, started or lit for a run before all that it waits for is there; it
 * goes on when that is so, and waits no longer than it may.
 */
final class WaitWatch {
  /** What is there is found by then, though answers are lost and late, and storage is down. */
  private static final long FOUND_BY = 30 * MINUTE;

  private static final long TOLD_BY = 10 * MINUTE;
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(21);

  private final Bucket bucket;
  private final LongSupplier now;
  private final LongSupplier down;
  private final Map<String, List<WaitFor>> asked = new HashMap<>();
  private final Map<String, Waiting> waiting = new HashMap<>();

  private static final class Waiting {
    final JobAccepted accepted;
    final long since;
    final long downBefore;
    boolean told;
    long downWhenComplete = -1;

    Waiting(JobAccepted accepted, long since, long downBefore) {
      this.accepted = accepted;
      this.since = since;
      this.downBefore = downBefore;
    }
  }

  /**
   * @param now in milliseconds
   * @param down for how long, in all, the scheduler has been down
   */
  WaitWatch(Bucket bucket, LongSupplier now, LongSupplier down) {
    this.bucket = bucket;
    this.now = now;
    this.down = down;
  }

  void on(JobAccepted e) {
    if (!e.spec().waitFor().isEmpty()) {
      asked.put(e.runId(), e.spec().waitFor());
      waiting.put(e.runId(), new Waiting(e, now.getAsLong(), down.getAsLong()));
    }
  }

  void on(RunWaiting e) {
    Waiting run = waiting.get(e.runId());
    if (run == null) {
      throw new PromiseBroken(14, e.runId() + " is said to wait and does not", e.runId());
    }
    run.told = true;
    var found = new TreeSet<>(objects(e.runId()));
    found.removeAll(new TreeSet<>(e.waitsFor()));
    needs(List.copyOf(found), e.runId(), "does not wait any more");
  }

  void on(RunQueued e) {
    goesOn(e.runId(), "is queued");
  }

  void on(AttemptStarted e) {
    goesOn(e.runId(), "starts");
  }

  void on(ClusterStarting e) {
    goesOn(e.runId(), "has a cluster");
  }

  void on(RunCompleted e) {
    Waiting run = waiting.remove(e.runId());
    if (run == null || e.outcome() != Outcome.TIMED_OUT) {
      return;
    }
    Duration least =
        run.accepted.spec().waitFor().stream()
            .map(WaitFor::timeout)
            .sorted()
            .findFirst()
            .orElseThrow();
    if (e.completedAt().isBefore(run.accepted.acceptedAt().plus(least).minus(CLOCKS_DIFFER))) {
      throw new PromiseBroken(14, e.runId() + " was given up before its time", e.runId());
    }
  }

  void check() {
    waiting.forEach(this::check);
  }

  private void check(String runId, Waiting run) {
    if (!run.told) {
      throw new PromiseBroken(14, runId + " waits and nobody was told", runId);
    }
    Long complete = bucket.completeSince(objects(runId));
    long wasDown = down.getAsLong();
    if (complete != null) {
      if (run.downWhenComplete < 0) {
        run.downWhenComplete = wasDown;
      }
      long found = Math.max(complete, run.since) + FOUND_BY + wasDown - run.downWhenComplete;
      if (now.getAsLong() > found) {
        throw new PromiseBroken(14, runId + " waits for what has long been there", runId);
      }
    }
    Duration limit =
        run.accepted.spec().waitFor().stream()
            .filter(w -> !bucket.has(w.object()))
            .map(WaitFor::timeout)
            .sorted()
            .findFirst()
            .orElse(Duration.ofDays(1));
    if (now.getAsLong() > run.since + limit.toMillis() + TOLD_BY + wasDown - run.downBefore) {
      throw new PromiseBroken(14, runId + " waits longer than it may", runId);
    }
  }

  private void goesOn(String runId, String what) {
    needs(objects(runId), runId, what);
    waiting.remove(runId);
  }

  private void needs(List<String> objects, String runId, String what) {
    List<String> missing = objects.stream().filter(o -> !bucket.has(o)).toList();
    if (!missing.isEmpty()) {
      throw new PromiseBroken(14, runId + " " + what + " before there is " + missing, runId);
    }
  }

  private List<String> objects(String runId) {
    return asked.getOrDefault(runId, List.of()).stream().map(WaitFor::object).toList();
  }
}
