package dev.mayfly.cli.view;

import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.RequestEvent.BackfillRequested;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillCompleted;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillStarted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far a back-fill has come, as the events read so far tell. */
public final class BackfillView {
  private final String id;
  private final Map<String, Instant> dueOfRun = new LinkedHashMap<>();
  private final Set<String> live = new LinkedHashSet<>();
  private final Map<String, Outcome> ended = new LinkedHashMap<>();
  private @Nullable BackfillStarted started;
  private @Nullable BackfillCompleted completed;
  private @Nullable JobRejected rejected;

  /**
   * @param dues of its ticks, as its author knows them
   */
  public BackfillView(String id, List<Instant> dues) {
    this.id = id;
    dues.forEach(due -> dueOfRun.put(BackfillRequested.runId(id, due), due));
  }

  /** One of its runs that did not succeed. */
  public record Failure(String runId, Instant due, Outcome outcome) {}

  public void apply(Event event) {
    if (event instanceof BackfillStarted e && e.id().equals(id)) {
      started = e;
    } else if (event instanceof BackfillCompleted e && e.id().equals(id)) {
      completed = e;
    } else if (event instanceof JobRejected e && e.runId().equals(id)) {
      rejected = e;
    } else if (event instanceof JobRejected e) {
      end(e.runId(), Outcome.REJECTED);
    } else if (event instanceof JobAccepted e && dueOfRun.containsKey(e.runId())) {
      live.add(e.runId());
    } else if (event instanceof RunCompleted e) {
      end(e.runId(), e.outcome());
    }
  }

  private void end(String runId, Outcome outcome) {
    if (dueOfRun.containsKey(runId)) {
      live.remove(runId);
      ended.put(runId, outcome);
    }
  }

  public String id() {
    return id;
  }

  public boolean isOver() {
    return completed != null || rejected != null;
  }

  public Optional<BackfillStarted> started() {
    return Optional.ofNullable(started);
  }

  public Optional<BackfillCompleted> completed() {
    return Optional.ofNullable(completed);
  }

  /** It was not begun. */
  public Optional<JobRejected> rejected() {
    return Optional.ofNullable(rejected);
  }

  /** How many runs it is in all. */
  public int ticks() {
    return started == null ? dueOfRun.size() : started.ticks();
  }

  public int succeeded() {
    return completed == null
        ? (int) ended.values().stream().filter(Outcome::isSuccess).count()
        : completed.succeeded();
  }

  public int failed() {
    return completed == null ? ended.size() - succeeded() : completed.failed();
  }

  /** Accepted and not ended. */
  public int live() {
    return live.size();
  }

  public int done() {
    return succeeded() + failed();
  }

  /** In the order in which they ended. */
  public List<Failure> failures() {
    var failures = new ArrayList<Failure>();
    ended.forEach(
        (runId, outcome) -> {
          Instant due = dueOfRun.get(runId);
          if (due != null && !outcome.isSuccess()) {
            failures.add(new Failure(runId, due, outcome));
          }
        });
    return failures;
  }
}
