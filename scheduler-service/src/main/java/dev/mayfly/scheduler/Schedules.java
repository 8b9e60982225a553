package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.SCHEDULE;
import static dev.mayfly.scheduler.SchedulerState.START_TIMES;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.ScheduleEvent.TicksSkipped;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.contracts.schedule.TickAsked;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.DueTicks.Skipped;
import dev.mayfly.scheduler.SchedulerState.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of deployed jobs. A tick that fires becomes a request, in the transaction that
 * remembers it as fired.
 */
final class Schedules {
  static final String TICK = "tick/";

  /** When a tick could not be handled; soon enough that those after it are on time. */
  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  private final Topics topics;

  /** A cluster that is lit ahead is ready by then, or not at all. */
  private final Duration longestStart;

  Schedules(Topics topics, Times times) {
    this.topics = topics;
    this.longestStart = times.startDeadline();
  }

  /**
   * From now on the job has that schedule. What was due of the one before at {@code since} is fired
   * first; an unchanged one goes on.
   *
   * @param profile what its clusters are lit by
   * @param since when the change was asked for
   * @return when the next tick is due; null when none is, or it would not fire
   */
  @Nullable Instant deployed(
      String job,
      @Nullable Schedule schedule,
      String profile,
      boolean paused,
      Instant since,
      Turn turn) {
    Scheduled before = turn.load(SCHEDULE, job).orElse(null);
    if (schedule == null) {
      undeployed(job, turn);
      return null;
    }
    String litAhead = schedule.startsAtTick() ? profile : null;
    Scheduled next = new Scheduled(schedule, paused, turn.now(), null, litAhead, List.of());
    if (before != null) {
      if (before.schedule().equals(schedule)
          && before.paused() == paused
          && Objects.equals(before.litAhead(), litAhead)) {
        return paused ? null : before.next();
      }
      Instant until = earlier(since, turn.now());
      next = next.upTo(later(before.upTo(), until), null).fired(before.firedAhead(), turn.now());
      if (before.paused()) {
        tell(job, DueTicks.none(before.schedule(), before.upTo(), until), "paused", turn);
      } else {
        DueTicks due = DueTicks.last(before.schedule(), job, before.upTo(), until, turn.now());
        fire(job, before.schedule(), due, turn);
      }
      tellCovered(job, schedule, until, before, turn);
    }
    return arm(job, next, turn);
  }

  /** What would have been due before ticks that were fired ahead, and was not fired itself. */
  private void tellCovered(
      String job, Schedule schedule, Instant from, Scheduled before, Turn turn) {
    Instant after = from;
    for (Instant fired : before.firedAhead()) {
      DueTicks covered = DueTicks.none(schedule, after, fired.minusMillis(1));
      tell(job, covered, "a later tick was already fired when the schedule changed", turn);
      after = later(after, fired);
    }
  }

  /** Nothing of it fires any more. */
  void undeployed(String job, Turn turn) {
    turn.load(SCHEDULE, job)
        .ifPresent(
            before -> {
              DueTicks due = DueTicks.none(before.schedule(), before.upTo(), turn.now());
              tell(job, due, before.paused() ? "paused" : "undeployed", turn);
            });
    turn.remove(SCHEDULE, job);
    turn.disarm(TICK + job);
  }

  void fired(String job, Turn turn) {
    turn.load(SCHEDULE, job)
        .ifPresent(
            s -> {
              DueTicks due = DueTicks.of(s.schedule(), job, s.upTo(), ahead(s, turn), turn.now());
              fire(job, s.schedule(), due, turn);
              arm(job, s.upTo(due.upTo(), null).fired(due.fire(), turn.now()), turn);
            });
  }

  /** The tick could not be handled: it is given up when it is due, and those after it are not. */
  void failed(String job, String reason, Turn turn) {
    turn.load(SCHEDULE, job)
        .ifPresent(
            s -> {
              Instant due = Objects.requireNonNullElse(s.next(), s.upTo());
              Instant again = turn.now().plus(TRY_AGAIN);
              if (turn.now().isBefore(due)) {
                turn.arm(TICK + job, earlier(again, due));
                return;
              }
              turn.publish(
                  topics.runs(), job, new TicksSkipped(job, due, due, 1, reason, turn.now()));
              turn.save(SCHEDULE, job, s.upTo(due, due));
              turn.arm(TICK + job, again);
            });
  }

  Optional<Schedule> of(String job, Turn turn) {
    return turn.load(SCHEDULE, job).map(Scheduled::schedule);
  }

  private void fire(String job, Schedule schedule, DueTicks due, Turn turn) {
    tell(job, due, due.why(), turn);
    for (Instant at : due.fire()) {
      String runId = RunIds.ofTick(job, schedule, at);
      Tick tick = schedule.tickOf(at);
      var asked =
          new JobRequested(runId, job, null, Map.of(), null, "schedule", TickAsked.of(tick));
      turn.publish(topics.requests(), runId, asked);
    }
  }

  private void tell(String job, DueTicks due, String why, Turn turn) {
    due.skipped()
        .ifPresent(
            (Skipped s) ->
                turn.publish(
                    topics.runs(),
                    job,
                    new TicksSkipped(job, s.first(), s.last(), s.count(), why, turn.now())));
  }

  private @Nullable Instant arm(String job, Scheduled from, Turn turn) {
    Instant due = from.schedule().next(from.upTo()).orElse(null);
    turn.save(SCHEDULE, job, from.upTo(from.upTo(), due));
    turn.disarm(TICK + job);
    if (due == null || from.paused()) {
      return null;
    }
    Instant firesAt = from.schedule().firesAt(job, due);
    if (from.litAhead() == null) {
      turn.arm(TICK + job, firesAt);
    } else {
      // how far ahead is known best when the time has nearly come
      Instant soonest = firesAt.minus(longestStart);
      boolean near = !turn.now().isBefore(soonest);
      turn.arm(TICK + job, near ? firesAt.minus(ahead(from, turn)) : soonest);
    }
    return due;
  }

  /** How long before its time a tick fires. */
  private static Duration ahead(Scheduled s, Turn turn) {
    String profile = s.litAhead();
    return profile == null
        ? Duration.ZERO
        : turn.load(START_TIMES, profile).orElse(StartTimes.NONE).usual();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
