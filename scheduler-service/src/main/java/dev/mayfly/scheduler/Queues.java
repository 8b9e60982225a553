package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.QUEUED;
import static dev.mayfly.scheduler.SchedulerState.SPEC;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.RunState.End;
import dev.mayfly.scheduler.Runs.Completion;
import dev.mayfly.scheduler.SchedulerState.Live;
import dev.mayfly.scheduler.SchedulerState.Queued;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Lets accepted runs start, each as soon as the limits allow it: the higher priority first, then
 * the owner with the fewest live runs, then who was asked for first. A run that its own job's,
 * owner's or profile's limit holds up holds up no other.
 */
final class Queues {
  static final String TIMEOUT = "queue/";

  private final String runsTopic;
  private final Concurrency limits;
  private final Runs runs;

  /**
   * @param completions see every run that has ended, before its slot is given to another
   */
  Queues(
      String runsTopic,
      Times times,
      Concurrency limits,
      Costs costs,
      List<Completion> completions) {
    this.runsTopic = runsTopic;
    this.limits = limits;
    var all = new ArrayList<>(completions);
    all.add((runId, run, spec, outcome, turn) -> startWhoMay(turn));
    this.runs = new Runs(runsTopic, times, costs, all);
  }

  Runs runs() {
    return runs;
  }

  /** The run starts in this turn, or waits for a slot. */
  void submit(String runId, RunState accepted, JobSpec spec, Turn turn) {
    turn.save(SPEC, runId, spec);
    Lane lane = Lane.of(spec, queueOf(spec));
    if (Line.lanes(turn).isEmpty() && new Slots(limits, turn).areFreeFor(lane)) {
      runs.start(runId, accepted, spec, turn);
      return;
    }
    Line.join(runId, accepted.request(), lane, turn);
    startWhoMay(turn);
    if (turn.load(QUEUED, runId).isPresent()) {
      turn.publish(
          runsTopic,
          runId,
          new RunQueued(
              runId,
              spec.name(),
              Line.position(lane, turn),
              new Slots(limits, turn).inTheWayOf(lane),
              turn.now()));
      Duration longest = queueOf(spec).timeout();
      if (longest != null) {
        turn.arm(TIMEOUT + runId, turn.now().plus(longest));
      }
    }
  }

  /**
   * Ends a run that waits.
   *
   * @return false when it does not
   */
  boolean end(String runId, End how, Turn turn) {
    Optional<Queued> queued = leave(runId, turn);
    queued.ifPresent(
        q ->
            runs.completeUnstarted(
                runId, RunState.accepted(q.request()), spec(runId, turn), how, turn));
    return queued.isPresent();
  }

  void fired(String timer, Turn turn) {
    String runId = timer.substring(TIMEOUT.length());
    Duration limit = Objects.requireNonNull(queueOf(spec(runId, turn)).timeout());
    String cause = "waited in the queue longer than queue.timeout of " + Durations.text(limit);
    end(runId, new End(Outcome.TIMED_OUT, null, cause, null), turn);
  }

  /** A slot may have come free. */
  private void startWhoMay(Turn turn) {
    var slots = new Slots(limits, turn);
    for (Optional<Next> next = next(slots, turn); next.isPresent(); next = next(slots, turn)) {
      String runId = next.get().runId();
      JobSpec spec = spec(runId, turn);
      RunState.Request request = leave(runId, turn).orElseThrow().request();
      slots.take(runId, Live.of(spec));
      runs.start(runId, RunState.accepted(request), spec, turn);
    }
  }

  private static Optional<Next> next(Slots slots, Turn turn) {
    return Line.lanes(turn).stream()
        .filter(slots::areFreeFor)
        .map(lane -> Next.of(lane, slots.liveOf(lane.owner()), turn))
        .min(Next.ORDER);
  }

  private record Next(String runId, int priority, int liveOfOwner, long number) {
    static final Comparator<Next> ORDER =
        Comparator.comparingInt(Next::priority)
            .reversed()
            .thenComparingInt(Next::liveOfOwner)
            .thenComparingLong(Next::number);

    static Next of(Lane lane, int liveOfOwner, Turn turn) {
      String runId = Line.first(lane, turn);
      long number = turn.load(QUEUED, runId).orElseThrow().number();
      return new Next(runId, lane.priority(), liveOfOwner, number);
    }
  }

  private static Optional<Queued> leave(String runId, Turn turn) {
    turn.disarm(TIMEOUT + runId);
    return Line.leave(runId, turn);
  }

  private static JobSpec.Queue queueOf(JobSpec spec) {
    return spec.queue() == null ? JobSpec.Queue.DEFAULT : spec.queue();
  }

  private static JobSpec spec(String runId, Turn turn) {
    return turn.load(SPEC, runId).orElseThrow();
  }
}
