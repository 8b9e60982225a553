package dev.mayfly.cli.timeline;

import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.NotificationEvent;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.StepEvent;
import java.io.PrintStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line for each event, with the seconds since the run was asked for. */
final class PlainTimeline implements Timeline {
  private final PrintStream out;
  private final Instant asked;
  private final Map<String, String> lastProgress = new HashMap<>();

  PlainTimeline(PrintStream out, Instant asked) {
    this.out = out;
    this.asked = asked;
  }

  @Override
  public void on(Event event, RunView run) {
    String sentence = Narrator.tell(event, run);
    if (sentence == null) {
      return;
    }
    // A heartbeat that brings nothing new is no news.
    if (event instanceof JobProgressed heartbeat
        && sentence.equals(lastProgress.put(String.valueOf(heartbeat.step()), sentence))) {
      return;
    }
    Instant at = at(event);
    String since =
        at == null
            ? ""
            : String.format(Locale.ROOT, "%7.1fs", Amounts.between(asked, at).toMillis() / 1000.0);
    out.println(since + "  " + sentence);
  }

  @Override
  public void tick(RunView run, Instant now) {}

  @Override
  public void end(RunView run, Instant now) {
    out.flush();
  }

  private static @Nullable Instant at(Event event) {
    if (event instanceof RunEvent.JobAccepted e) {
      return e.acceptedAt();
    }
    if (event instanceof RunEvent.JobRejected e) {
      return e.rejectedAt();
    }
    if (event instanceof RunEvent.RunWaiting e) {
      return e.waitingAt();
    }
    if (event instanceof RunEvent.RunQueued e) {
      return e.queuedAt();
    }
    if (event instanceof RunEvent.AttemptStarted e) {
      return e.startedAt();
    }
    if (event instanceof RunEvent.AttemptStopping e) {
      return e.stoppingAt();
    }
    if (event instanceof RunEvent.AttemptEnded e) {
      return e.endedAt();
    }
    if (event instanceof RunEvent.RunCompleted e) {
      return e.completedAt();
    }
    if (event instanceof ClusterEvent.ClusterStarting e) {
      return e.startingAt();
    }
    if (event instanceof ClusterEvent.ClusterReady e) {
      return e.readyAt();
    }
    if (event instanceof ClusterEvent.ClusterFailed e) {
      return e.failedAt();
    }
    if (event instanceof ClusterEvent.LeaseEnded e) {
      return e.endedAt();
    }
    if (event instanceof ClusterEvent.ClusterStopping e) {
      return e.stoppingAt();
    }
    if (event instanceof ClusterEvent.ClusterStopped e) {
      return e.stoppedAt();
    }
    if (event instanceof StepEvent.StepStarted e) {
      return e.startedAt();
    }
    if (event instanceof StepEvent.StepFinished e) {
      return e.result().endedAt();
    }
    if (event instanceof JobProgressed e) {
      return e.at();
    }
    return event instanceof NotificationEvent.NotificationSent e ? e.sentAt() : null;
  }
}
