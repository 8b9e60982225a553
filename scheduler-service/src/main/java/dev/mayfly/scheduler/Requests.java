package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.BACKFILL;
import static dev.mayfly.scheduler.SchedulerState.CANCEL;
import static dev.mayfly.scheduler.SchedulerState.HELD;
import static dev.mayfly.scheduler.SchedulerState.QUEUED;
import static dev.mayfly.scheduler.SchedulerState.RUN;
import static dev.mayfly.scheduler.SchedulerState.SEEN;
import static dev.mayfly.scheduler.SchedulerState.WAIT;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.Visible;
import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.RequestEvent.BackfillRequested;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RequestEvent.RunCancelRequested;
import dev.mayfly.contracts.event.RequestEvent.RunRepairRequested;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.RunState.End;
import dev.mayfly.scheduler.SchedulerState.PendingCancel;
import dev.mayfly.scheduler.SchedulerState.Seen;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The inbox: what anyone may have put there becomes a run, a rejection, or a dead letter; once for
 * each runId.
 */
final class Requests {
  static final String FORGET = "forget/";
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final int LARGEST_RECORD = 1 << 20;
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_REASON = 1_000;

  private final Topics topics;
  private final Times times;
  private final Waits waits;
  private final Runs runs;
  private final Acceptance acceptance;
  private final Backfills backfills;

  Requests(Topics topics, Times times, Waits waits, Acceptance acceptance, Backfills backfills) {
    this.topics = topics;
    this.times = times;
    this.waits = waits;
    this.runs = waits.runs();
    this.acceptance = acceptance;
    this.backfills = backfills;
  }

  void on(Input.Received input, Turn turn) {
    byte[] value = input.value();
    if (value != null && value.length > LARGEST_RECORD) {
      String size = "the request has " + value.length + " bytes; at most 1048576 are read";
      deadLetter(input, size, turn);
      return;
    }
    Inbox.Read read = Inbox.read(input.headers(), value);
    if (read instanceof Inbox.Read.Unreadable unreadable) {
      deadLetter(input, unreadable.reason(), turn);
    } else {
      on((Inbox.Read.Request) read, input, turn);
    }
  }

  private void on(Inbox.Read.Request request, Input.Received input, Turn turn) {
    if (request.event() instanceof JobRequested asked) {
      JobRequested job = acceptance.completed(told(asked), turn);
      String runId = runId(job.runId(), request.identity(), input);
      if (isFirst(runId, hash(job, request), job.requestedBy(), input, turn)) {
        acceptance.judge(runId, job, input.timestamp(), input.offset(), turn);
      }
    } else if (request.event() instanceof BackfillRequested asked) {
      String id = runId(asked.id(), request.identity(), input);
      String by = told(asked.requestedBy());
      if (isFirst(id, Json.canonicalHash(request.payload()), by, input, turn)) {
        backfills
            .begin(id, asked, by, turn)
            .ifPresent(fault -> acceptance.reject(id, List.of(fault), by, turn));
      }
    } else if (request.event() instanceof RunRepairRequested asked) {
      String runId = runId(asked.runId(), request.identity(), input);
      String by = told(asked.requestedBy());
      if (isFirst(runId, Json.canonicalHash(request.payload()), by, input, turn)) {
        acceptance.repair(runId, asRunId(asked.repairs()), by, input.timestamp(), turn);
      }
    } else if (request.event() instanceof RunCancelRequested cancel) {
      String reason = cancel.reason() == null ? null : Visible.of(cancel.reason(), LONGEST_REASON);
      cancel(asRunId(cancel.runId()), reason, turn);
    } else {
      deadLetter(input, request.event().getClass().getSimpleName() + " is not supported yet", turn);
    }
  }

  void forget(String id, Turn turn) {
    if (isOpen(id, turn)) {
      turn.arm(FORGET + id, turn.now().plus(times.dedupeWindow()));
    } else {
      turn.remove(SEEN, id);
      turn.remove(CANCEL, id);
    }
  }

  /** A run may wait for longer than the window, and must not be taken for a new one. */
  static boolean isOpen(String runId, Turn turn) {
    return Stream.of(RUN, WAIT, QUEUED, BACKFILL)
        .anyMatch(kind -> turn.load(kind, runId).isPresent());
  }

  /** Otherwise it is a repetition, is told to be none, or is rejected as far too old. */
  private boolean isFirst(
      String runId, String hash, @Nullable String by, Input.Received input, Turn turn) {
    Seen seen = turn.load(SEEN, runId).orElse(null);
    if (seen != null) {
      if (!seen.payloadHash().equals(hash)) {
        String first = "run " + runId + " was already asked for with another payload, at ";
        deadLetter(input, first + seen.at() + "; that run is untouched", turn);
      }
      return false;
    }
    turn.save(SEEN, runId, new Seen(hash, turn.now(), null));
    turn.arm(FORGET + runId, turn.now().plus(times.dedupeWindow()));
    if (input.timestamp().isBefore(turn.now().minus(times.dedupeWindow()))) {
      String age = "asked for within the last " + times.dedupeWindow().toDays() + " days";
      var stale = new Fault("", input.timestamp().toString(), age);
      acceptance.reject(runId, List.of(stale), by, turn);
      return false;
    }
    return true;
  }

  /** The same for all who ask for a tick of a job, whoever they are and however they write it. */
  private static String hash(JobRequested job, Inbox.Read.Request request) {
    if (job.job() == null || job.tick() == null) {
      return Json.canonicalHash(request.payload());
    }
    var tick =
        new JobRequested(
            null, job.job(), job.spec(), job.params(), job.environment(), null, job.tick());
    return Json.canonicalHash(Json.tree(tick));
  }

  private static JobRequested told(JobRequested job) {
    return new JobRequested(
        job.runId(),
        job.job(),
        job.spec(),
        job.params(),
        job.environment(),
        told(job.requestedBy()),
        job.tick());
  }

  /** Whoever asked is told of everywhere, so not at any length. */
  static @Nullable String told(@Nullable String by) {
    return by == null ? null : Visible.of(by, LONGEST_NAME);
  }

  private void cancel(String runId, @Nullable String reason, Turn turn) {
    RunState run = turn.load(RUN, runId).orElse(null);
    if (run != null) {
      runs.stop(runId, run, StopReason.CANCEL, reason, turn);
      return;
    }
    if (waits.end(runId, new End(Outcome.CANCELLED, null, reason, null), turn)) {
      return;
    }
    if (turn.load(SEEN, runId).isEmpty() || turn.load(HELD, runId).isPresent()) {
      // the cancel overtook its run: it still holds when the run comes
      turn.save(CANCEL, runId, new PendingCancel(reason, turn.now()));
      turn.arm(FORGET + runId, turn.now().plus(times.dedupeWindow()));
    } else {
      Backfills.cut(runId, turn).forEach(part -> cancel(part, reason, turn));
    }
  }

  private void deadLetter(Input.Received input, String reason, Turn turn) {
    turn.deadLetter(topics.deadLetters("scheduler"), input, reason);
  }

  private static String runId(
      @Nullable String given, @Nullable String identity, Input.Received input) {
    if (given != null && !given.isEmpty()) {
      return asRunId(given);
    }
    String from = identity == null ? input.id() : identity;
    return RunIds.of(from);
  }

  /** A name that is no runId is known by its hash. */
  private static String asRunId(String given) {
    return RUN_ID.matcher(given).matches() ? given : "h-" + RunIds.of(given);
  }
}
