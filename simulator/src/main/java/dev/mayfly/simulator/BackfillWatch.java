package dev.mayfly.simulator;

import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillCompleted;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillStarted;
import dev.mayfly.engine.Input;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Promise 5, of back-fills: each of their ticks is run once, oldest first, never more at a time
 * than asked for, and counted as it ended. A job has one at a time.
 */
final class BackfillWatch {
  private final Map<String, Filling> byJob = new TreeMap<>();

  /** What one transaction writes to two topics is seen in no order. */
  private final List<JobRequested> unseen = new ArrayList<>();

  private static final class Filling {
    final BackfillStarted started;
    final Set<String> live = new LinkedHashSet<>();
    @Nullable Instant last;
    int begun;
    int succeeded;
    int failed;

    Filling(BackfillStarted started) {
      this.started = started;
    }
  }

  void onRequest(Input.Received record) {
    if (Inbox.read(record.headers(), record.value()) instanceof Inbox.Read.Request read
        && read.event() instanceof JobRequested asked
        && "backfill".equals(asked.requestedBy())) {
      unseen.add(asked);
    }
  }

  private void begun(JobRequested asked) {
    Filling filling = of(String.valueOf(asked.job()));
    Instant due = Objects.requireNonNull(asked.tick()).complete(null).end();
    boolean inside = !due.isBefore(filling.started.from()) && due.isBefore(filling.started.to());
    if (!inside || (filling.last != null && !due.isAfter(filling.last))) {
      throw broken(filling, "begins " + due + " after " + filling.last);
    }
    filling.last = due;
    filling.begun++;
    filling.live.add(String.valueOf(asked.runId()));
  }

  void on(BackfillStarted e) {
    byJob.put(e.job(), new Filling(e));
  }

  void ended(String runId, Outcome outcome) {
    for (Filling filling : byJob.values()) {
      if (filling.live.remove(runId)) {
        filling.succeeded += outcome.isSuccess() ? 1 : 0;
        filling.failed += outcome.isSuccess() ? 0 : 1;
      }
    }
  }

  void on(BackfillCompleted e) {
    Filling filling = of(e.job());
    if (e.succeeded() != filling.succeeded
        || e.failed() != filling.failed
        || !filling.live.isEmpty()) {
      throw broken(
          filling,
          "counts %d and %d of %d and %d, while %s"
              .formatted(
                  e.succeeded(), e.failed(), filling.succeeded, filling.failed, filling.live));
    }
  }

  /** After all of a transaction has been seen. */
  void check() {
    unseen.forEach(this::begun);
    unseen.clear();
    for (Filling filling : byJob.values()) {
      if (filling.live.size() > filling.started.concurrency()) {
        throw broken(filling, "has " + filling.live.size() + " live runs");
      }
      if (filling.begun > filling.started.ticks()) {
        throw broken(filling, "has begun " + filling.begun + " of " + filling.started.ticks());
      }
    }
  }

  private Filling of(String job) {
    Filling filling = byJob.get(job);
    if (filling == null) {
      throw new PromiseBroken(5, "nobody asked for a back-fill of " + job, job);
    }
    return filling;
  }

  private static PromiseBroken broken(Filling filling, String what) {
    String id = filling.started.id();
    return new PromiseBroken(5, "back-fill " + id + " " + what, id);
  }
}
