package dev.mayfly.submit;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reports as events. Ids are derived from the attempt, the step and the kind, so that a repeat is
 * known.
 */
final class EventReports implements Reports {
  private static final String SOURCE = "/mayfly/submit-service";
  private static final long LONGEST_SEND_S = 130;

  private final EventProducer events;
  private final Topics topics;
  private final Clock clock;

  EventReports(EventProducer events, Topics topics, Clock clock) {
    this.events = events;
    this.topics = topics;
    this.clock = clock;
  }

  @Override
  public void publish(StepEvent event) {
    String step =
        event instanceof StepEvent.StepStarted s
            ? s.step()
            : event instanceof StepEvent.StepFinished f ? f.result().step() : "";
    String id = String.join("\n", event.runId(), Integer.toString(event.attempt()), step);
    var sent =
        events.send(
            topics.steps(),
            event.runId(),
            Json.sha256(id + "\n" + event.getClass().getSimpleName()).substring(0, 32),
            SOURCE,
            event.runId(),
            clock.instant(),
            null,
            event);
    try {
      sent.get(LONGEST_SEND_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it reported", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the broker did not take a report of run " + event.runId(), e);
    }
  }

  @Override
  public void heartbeat(JobProgressed progress, Runnable acknowledged) {
    events
        .send(
            topics.heartbeats(),
            progress.runId(),
            Json.sha256(Json.text(progress)).substring(0, 32),
            SOURCE,
            progress.runId(),
            progress.at(),
            null,
            progress)
        .thenRun(acknowledged);
  }
}
