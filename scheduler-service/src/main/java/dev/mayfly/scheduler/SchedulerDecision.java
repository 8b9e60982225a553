package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.PROFILE;
import static dev.mayfly.scheduler.SchedulerState.REPAIR;
import static dev.mayfly.scheduler.SchedulerState.REPAIRABLE;
import static dev.mayfly.scheduler.SchedulerState.RUN;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Turn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The scheduler's decision: the one authority on where a run stands. */
public final class SchedulerDecision implements Decision {
  private final Topics topics;
  private final Requests requests;
  private final Acceptance acceptance;
  private final Jobs jobs;
  private final Schedules schedules;
  private final Waits waits;
  private final Queues queues;
  private final Runs runs;
  private final Costs costs;
  private final RunEvents events;

  public SchedulerDecision(Topics topics, Times times) {
    this(topics, times, Concurrency.NONE);
  }

  public SchedulerDecision(Topics topics, Times times, Concurrency limits) {
    this.topics = topics;
    this.costs = new Costs(times);
    var repairs = new Repairs(times);
    this.schedules = new Schedules(topics, times);
    this.jobs = new Jobs(topics, schedules);
    var backfills = new Backfills(topics, schedules);
    var triggers = new Triggers(topics.requests());
    this.queues =
        new Queues(
            topics.runs(),
            times,
            limits,
            costs,
            List.of(
                Overlaps::completed,
                triggers::completed,
                backfills::completed,
                repairs::completed));
    this.runs = queues.runs();
    this.waits = new Waits(topics, times, queues);
    this.acceptance = new Acceptance(topics.runs(), times, waits, schedules, backfills, repairs);
    this.requests = new Requests(topics, times, waits, acceptance, backfills);
    this.events = new RunEvents(runs);
  }

  /**
   * What a tick decides depends on its job and nothing else: that asks for a run, and of the run
   * everything is decided when the request is read. So it need not wait for the many requests that
   * the ticks before it made.
   */
  @Override
  public Map<String, String> timersAfter() {
    return Map.of(Schedules.TICK, topics.jobs());
  }

  @Override
  public void decide(Input input, Turn turn) {
    if (input instanceof Input.TimerFired timer) {
      fired(timer.timer(), turn);
    } else {
      var received = (Input.Received) input;
      if (received.topic().equals(topics.requests())) {
        requests.on(received, turn);
      } else if (received.topic().equals(topics.jobs())) {
        jobs.on(received, turn);
      } else if (received.topic().equals(topics.observations("scheduler"))) {
        observed(received, turn);
      } else {
        received.event().ifPresent(event -> on(event, turn));
      }
    }
  }

  @Override
  public void quarantine(Input input, String reason, Turn turn) {
    if (input instanceof Input.Received received) {
      String key = received.key();
      // Anyone chooses the key of these; it must not end somebody else's run.
      boolean anyones = Set.of(topics.requests(), topics.jobs()).contains(received.topic());
      if (key != null && received.topic().equals(topics.observations("scheduler"))) {
        waits.fail(key, reason, turn);
      } else if (key != null && !anyones) {
        Set<String> about =
            received.topic().equals(topics.clusters()) ? runsOn(key, received, turn) : Set.of(key);
        about.forEach(runId -> fail(runId, reason, turn));
      }
    } else {
      String timer = ((Input.TimerFired) input).timer();
      String id = timer.substring(timer.indexOf('/') + 1);
      if (timer.startsWith(Schedules.TICK)) {
        schedules.failed(id, reason, turn);
      } else {
        fail(id, reason, turn);
        runs.boundAgain(timer, id, turn);
      }
    }
  }

  private void fail(String runId, String reason, Turn turn) {
    runs.fail(runId, reason, turn);
    waits.fail(runId, reason, turn);
  }

  private void observed(Input.Received received, Turn turn) {
    byte[] value = received.value();
    if (value != null) {
      waits.on(Json.read(value, ObjectsFound.class), turn);
    }
  }

  /**
   * Of a shared cluster several: it cannot be known of which it was said. No run is known to be on
   * the cluster when that it starts is what could not be handled.
   */
  private static Set<String> runsOn(String clusterId, Input.Received about, Turn turn) {
    var runs = new TreeSet<String>();
    starting(about).ifPresent(e -> runs.add(e.runId()));
    turn.all(RUN)
        .forEach(
            (runId, run) -> {
              if (clusterId.equals(run.clusterId())) {
                runs.add(runId);
              }
            });
    return runs;
  }

  /** Empty for what cannot be read, too: nothing may fail here. */
  private static Optional<ClusterStarting> starting(Input.Received record) {
    try {
      return record
          .event()
          .filter(ClusterStarting.class::isInstance)
          .map(ClusterStarting.class::cast);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
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
        acceptance.onFirstProfile(turn);
      }
    }
  }

  private void fired(String timer, Turn turn) {
    String id = timer.substring(timer.indexOf('/') + 1);
    switch (timer.substring(0, timer.length() - id.length())) {
      case Requests.FORGET -> requests.forget(id, turn);
      case Acceptance.GIVE_UP -> acceptance.giveUp(id, turn);
      case Schedules.TICK -> schedules.fired(id, turn);
      case Costs.FORGET_PAID -> costs.fired(timer, turn);
      case Waits.LIMIT, Waits.LOOK -> waits.fired(timer, turn);
      case Queues.TIMEOUT -> queues.fired(timer, turn);
      case Repairs.FORGET -> turn.remove(REPAIRABLE, id);
      case Repairs.FORGET_REPAIR -> turn.remove(REPAIR, id);
      default -> runs.fired(timer, turn);
    }
  }
}
