package dev.mayfly.cli.view;

import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.NotificationEvent;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.event.RunEvent.RunWaiting;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run, as its events tell it. The same events give the same view, in whatever order their
 * topics were read, and however often they were said.
 *
 * @param events each once; of heartbeats only the latest of each step
 */
public record RunView(String runId, List<Event> events) {

  public RunView {
    events = List.copyOf(events);
  }

  public static RunView of(String runId) {
    return new RunView(runId, List.of());
  }

  public RunView with(Event event) {
    if (events.contains(event)) {
      return this;
    }
    var all = new ArrayList<>(events);
    if (event instanceof JobProgressed heartbeat) {
      Optional<JobProgressed> last = progress(heartbeat.attempt(), heartbeat.step());
      if (last.filter(p -> p.at().isAfter(heartbeat.at())).isPresent()) {
        return this;
      }
      last.ifPresent(all::remove);
    }
    all.add(event);
    return new RunView(runId, all);
  }

  public Optional<JobAccepted> accepted() {
    return last(JobAccepted.class);
  }

  public Optional<JobRejected> rejected() {
    return last(JobRejected.class);
  }

  /** Empty unless it still waits for objects, before it is queued. */
  public Optional<RunWaiting> waiting() {
    return last(RunWaiting.class)
        .filter(w -> last(RunQueued.class).isEmpty() && attempt() == 0 && !isOver());
  }

  /** Empty unless it still waits for its first attempt. */
  public Optional<RunQueued> queued() {
    return last(RunQueued.class).filter(q -> attempt() == 0 && !isOver());
  }

  public Optional<RunCompleted> completed() {
    return last(RunCompleted.class);
  }

  Optional<JobProgressed> progress(int attempt, @Nullable String step) {
    return all(JobProgressed.class).stream()
        .filter(p -> p.attempt() == attempt && Objects.equals(p.step(), step))
        .findFirst();
  }

  public Optional<JobSpec> spec() {
    return accepted().map(JobAccepted::spec);
  }

  /** Then its lease of the cluster is what ends with it; the cluster may stay. */
  public boolean isOnSharedCluster() {
    return spec().filter(s -> s.cluster().shared() != null).isPresent();
  }

  /** The spec's name; {@code ?} while it is not known. */
  public String job() {
    return spec().map(JobSpec::name).or(() -> completed().map(RunCompleted::job)).orElse("?");
  }

  /** Nothing further will change how it ended. */
  public boolean isOver() {
    return outcome().isPresent();
  }

  public Optional<Outcome> outcome() {
    return rejected().map(r -> Outcome.REJECTED).or(() -> completed().map(RunCompleted::outcome));
  }

  /** From 1; 0 before the first. */
  public int attempt() {
    return all(AttemptStarted.class).stream().mapToInt(AttemptStarted::attempt).max().orElse(0);
  }

  public Optional<AttemptEnded> ended(int attempt) {
    return all(AttemptEnded.class).stream().filter(e -> e.attempt() == attempt).findFirst();
  }

  public AttemptView currentAttempt() {
    return new AttemptView(this, Math.max(1, attempt()));
  }

  public List<NotificationEvent> notifications() {
    return all(NotificationEvent.class);
  }

  public Phase phase() {
    if (isOver()) {
      return Phase.OVER;
    }
    AttemptView attempt = currentAttempt();
    if (attempt.stopping().isPresent() || attempt.finished().isPresent()) {
      return Phase.STOPPING;
    }
    if (attempt.jobStarted().isPresent()) {
      return Phase.RUNNING;
    }
    if (attempt.ready().isPresent()) {
      return Phase.READY;
    }
    if (attempt.starting().isPresent()) {
      return Phase.STARTING;
    }
    if (queued().isPresent()) {
      return Phase.QUEUED;
    }
    if (waiting().isPresent()) {
      return Phase.WAITING;
    }
    return accepted().isPresent() ? Phase.ACCEPTED : Phase.REQUESTED;
  }

  /** When it was asked for; empty while that is not known. */
  public Optional<Instant> requestedAt() {
    return accepted()
        .map(JobAccepted::requestedAt)
        .or(() -> completed().map(RunCompleted::requestedAt))
        .or(() -> rejected().map(JobRejected::rejectedAt));
  }

  public Optional<Instant> overAt() {
    return completed()
        .map(RunCompleted::completedAt)
        .or(() -> rejected().map(JobRejected::rejectedAt));
  }

  /** The last teardown that was not confirmed in time has been since. */
  public boolean tornDown() {
    return completed().filter(c -> c.teardown() == RunEvent.Teardown.CONFIRMED).isPresent()
        || last(RunEvent.TeardownConfirmed.class).isPresent();
  }

  <T extends Event> Optional<T> last(Class<T> type) {
    List<T> all = all(type);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  <T extends Event> List<T> all(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
