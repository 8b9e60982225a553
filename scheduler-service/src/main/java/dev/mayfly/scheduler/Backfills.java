package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.BACKFILL;
import static dev.mayfly.scheduler.SchedulerState.CANCEL;
import static dev.mayfly.scheduler.SchedulerState.JOB;
import static dev.mayfly.scheduler.SchedulerState.PART;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.RequestEvent.BackfillRequested;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillCompleted;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillStarted;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.TickAsked;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.SchedulerState.Backfill;
import dev.mayfly.scheduler.SchedulerState.PartOf;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs of ticks that are over: so many at a time, oldest first, apart from their overlap. */
final class Backfills {
  /** In one back-fill. */
  private static final int MOST = 10_000;

  private final Topics topics;
  private final Schedules schedules;

  Backfills(Topics topics, Schedules schedules) {
    this.topics = topics;
    this.schedules = schedules;
  }

  /** Begins it, or says what is wrong with it. */
  Optional<Fault> begin(String id, BackfillRequested asked, @Nullable String by, Turn turn) {
    if (turn.load(JOB, asked.job()).isEmpty()) {
      return Optional.of(Jobs.unknown(asked.job(), turn));
    }
    Schedule schedule = schedules.of(asked.job(), turn).orElse(null);
    if (schedule == null) {
      return Optional.of(
          new Fault("job", asked.job(), "a job with a schedule, whose ticks could be run"));
    }
    if (asked.to().isAfter(turn.now().plus(DueTicks.ON_TIME))) {
      String now = "a time that has come; it is " + turn.now();
      return Optional.of(new Fault("to", asked.to().toString(), now));
    }
    int ticks = count(schedule, asked);
    if (ticks > MOST) {
      String span = asked.from() + " to " + asked.to();
      return Optional.of(new Fault("from", span, "a span of at most " + MOST + " ticks"));
    }
    int concurrency = asked.concurrency() == null ? 1 : asked.concurrency();
    turn.publish(
        topics.runs(),
        asked.job(),
        new BackfillStarted(
            id, asked.job(), asked.from(), asked.to(), ticks, concurrency, by, turn.now()));
    Instant first =
        turn.load(CANCEL, id).isPresent()
            ? null
            : next(schedule, asked.from().minusNanos(1), asked.to());
    turn.remove(CANCEL, id);
    goOn(
        id,
        new Backfill(
            asked.job(),
            schedule,
            asked.params(),
            concurrency,
            first,
            asked.to(),
            ticks,
            0,
            0,
            Set.of()),
        turn);
    return Optional.empty();
  }

  /** The id of the back-fill that asked for the run; null when none did. */
  static @Nullable String of(String runId, Turn turn) {
    return turn.load(PART, runId).map(PartOf::backfill).orElse(null);
  }

  /** Begins no tick any more; the runs that it has asked for are the caller's to cancel. */
  static Set<String> cut(String id, Turn turn) {
    Backfill cut = turn.load(BACKFILL, id).map(Backfill::cut).orElse(null);
    if (cut == null) {
      return Set.of();
    }
    turn.save(BACKFILL, id, cut);
    return cut.live();
  }

  void completed(String runId, RunState run, JobSpec spec, Outcome outcome, Turn turn) {
    ended(runId, outcome.isSuccess(), turn);
  }

  /** A run has ended, or was not accepted. */
  void ended(String runId, boolean success, Turn turn) {
    String id = of(runId, turn);
    if (id != null) {
      turn.remove(PART, runId);
      turn.load(BACKFILL, id).ifPresent(b -> goOn(id, b.without(runId, success), turn));
    }
  }

  private void goOn(String id, Backfill from, Turn turn) {
    Backfill now = turn.load(JOB, from.job()).isPresent() ? from : from.cut();
    Instant due = now.next();
    while (due != null && now.live().size() < now.concurrency()) {
      String runId = BackfillRequested.runId(id, due);
      TickAsked tick = TickAsked.of(now.schedule().tickOf(due));
      turn.publish(
          topics.requests(),
          runId,
          new JobRequested(runId, now.job(), null, now.params(), null, "backfill", tick));
      turn.save(PART, runId, new PartOf(id));
      due = next(now.schedule(), due, now.to());
      now = now.begun(runId, due);
    }
    if (!now.live().isEmpty()) {
      turn.save(BACKFILL, id, now);
      return;
    }
    turn.remove(BACKFILL, id);
    turn.publish(
        topics.runs(),
        now.job(),
        new BackfillCompleted(
            id, now.job(), now.ticks(), now.succeeded(), now.failed(), turn.now()));
  }

  private static @Nullable Instant next(Schedule schedule, Instant after, Instant to) {
    return schedule.next(after).filter(due -> due.isBefore(to)).orElse(null);
  }

  /** One more than may be, at most. */
  private static int count(Schedule schedule, BackfillRequested asked) {
    int ticks = 0;
    Instant due = next(schedule, asked.from().minusNanos(1), asked.to());
    while (due != null && ticks <= MOST) {
      ticks++;
      due = next(schedule, due, asked.to());
    }
    return ticks;
  }
}
