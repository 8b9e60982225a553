package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.PROFILE;
import static dev.mayfly.scheduler.SchedulerState.RUN;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Turn;
import java.util.Map;

/** The scheduler's decision: the one authority on where a run stands. */
public final class SchedulerDecision implements Decision {
  private final Topics topics;
  private final Requests requests;
  private final Runs runs;
  private final RunEvents events;

  public SchedulerDecision(Topics topics, Times times) {
    this.topics = topics;
    this.runs = new Runs(topics.runs(), times);
    this.requests = new Requests(topics, times, runs);
    this.events = new RunEvents(runs);
  }

  @Override
  public void decide(Input input, Turn turn) {
    if (input instanceof Input.TimerFired timer) {
      fired(timer.timer(), turn);
    } else {
      var received = (Input.Received) input;
      if (received.topic().equals(topics.requests())) {
        requests.on(received, turn);
      } else {
        received.event().ifPresent(event -> on(event, turn));
      }
    }
  }

  @Override
  public void quarantine(Input input, String reason, Turn turn) {
    if (input instanceof Input.Received received) {
      String key = received.key();
      // Anyone chooses the key of a request; it must not end somebody else's run.
      if (key != null && !received.topic().equals(topics.requests())) {
        runs.fail(
            received.topic().equals(topics.clusters()) ? runOn(key, turn) : key, reason, turn);
      }
    } else {
      String timer = ((Input.TimerFired) input).timer();
      String runId = timer.substring(timer.indexOf('/') + 1);
      runs.fail(runId, reason, turn);
      runs.boundAgain(timer, runId, turn);
    }
  }

  private static String runOn(String clusterId, Turn turn) {
    return turn.all(RUN).entrySet().stream()
        .filter(run -> clusterId.equals(run.getValue().clusterId()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  private void on(Event event, Turn turn) {
    if (event instanceof ClusterEvent e) {
      events.on(e, turn);
    } else if (event instanceof StepEvent e) {
      events.on(e, turn);
    } else if (event instanceof JobProgressed e) {
      events.on(e, turn);
    } else if (event instanceof ProfileAnnounced e) {
      boolean first = turn.all(PROFILE).isEmpty();
      turn.save(PROFILE, e.profile(), e);
      if (first) {
        requests.onFirstProfile(turn);
      }
    }
  }

  private void fired(String timer, Turn turn) {
    if (timer.startsWith(Requests.FORGET) || timer.startsWith(Requests.GIVE_UP)) {
      requests.fired(timer, turn);
    } else {
      runs.fired(timer, turn);
    }
  }
}
