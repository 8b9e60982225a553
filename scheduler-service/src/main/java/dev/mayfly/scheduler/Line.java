package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.LANE;
import static dev.mayfly.scheduler.SchedulerState.QUEUED;
import static dev.mayfly.scheduler.SchedulerState.WAITING;

import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.SchedulerState.Queued;
import dev.mayfly.scheduler.SchedulerState.Waiting;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Who waits, in lanes. The runs of a lane differ in nothing that decides when they start but in
 * when they were asked for: only the first of each is ever looked at.
 */
final class Line {
  private Line() {}

  static Collection<Lane> lanes(Turn turn) {
    return turn.all(LANE).values();
  }

  static void join(String runId, RunState.Request request, Lane lane, Turn turn) {
    Map<String, Lane> lanes = turn.all(LANE);
    long number = 1 + lanes.values().stream().mapToLong(Lane::last).max().orElse(0);
    turn.save(LANE, lane.id(), lanes.getOrDefault(lane.id(), lane).joined(number));
    turn.save(QUEUED, runId, new Queued(lane.id(), number, request));
    turn.save(WAITING, place(lane.id(), number), new Waiting(runId));
  }

  /** Of who joined last: how many wait with its priority or a higher one, itself among them. */
  static int position(Lane lane, Turn turn) {
    return lanes(turn).stream()
        .filter(other -> other.priority() >= lane.priority())
        .mapToInt(Lane::waiting)
        .sum();
  }

  /** Empty when the run does not wait. */
  static Optional<Queued> leave(String runId, Turn turn) {
    Optional<Queued> queued = turn.load(QUEUED, runId);
    queued.ifPresent(
        q -> {
          turn.remove(QUEUED, runId);
          turn.remove(WAITING, place(q.lane(), q.number()));
          Lane lane = turn.load(LANE, q.lane()).orElseThrow().left();
          if (lane.waiting() == 0) {
            turn.remove(LANE, q.lane());
          } else {
            turn.save(LANE, q.lane(), lane);
          }
        });
    return queued;
  }

  /** Who of a lane was asked for first. */
  static String first(Lane lane, Turn turn) {
    return turn.first(WAITING, lane.id() + "/").orElseThrow().runId();
  }

  private static String place(String lane, long number) {
    return lane + "/" + HexFormat.of().toHexDigits(number);
  }
}
