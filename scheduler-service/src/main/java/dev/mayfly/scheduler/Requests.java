package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.CANCEL;
import static dev.mayfly.scheduler.SchedulerState.HELD;
import static dev.mayfly.scheduler.SchedulerState.PROFILE;
import static dev.mayfly.scheduler.SchedulerState.RUN;
import static dev.mayfly.scheduler.SchedulerState.SEEN;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.Visible;
import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RequestEvent.RunCancelRequested;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.RunState.End;
import dev.mayfly.scheduler.SchedulerState.Held;
import dev.mayfly.scheduler.SchedulerState.PendingCancel;
import dev.mayfly.scheduler.SchedulerState.Seen;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The inbox: what anyone may have put there becomes a run, a rejection, or a dead letter; once for
 * each runId.
 */
final class Requests {
  static final String FORGET = "forget/";
  static final String GIVE_UP = "held/";
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final int LARGEST_RECORD = 1 << 20;
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_REASON = 1_000;

  private final Topics topics;
  private final Times times;
  private final Runs runs;

  Requests(Topics topics, Times times, Runs runs) {
    this.topics = topics;
    this.times = times;
    this.runs = runs;
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
      var request = (Inbox.Read.Request) read;
      if (request.event() instanceof JobRequested job) {
        String runId = runId(job.runId(), request.identity(), input);
        admitOnce(runId, told(job), Json.canonicalHash(request.payload()), input, turn);
      } else if (request.event() instanceof RunCancelRequested cancel) {
        cancel(cancel, turn);
      } else {
        deadLetter(
            input, request.event().getClass().getSimpleName() + " is not supported yet", turn);
      }
    }
  }

  /** The first profile has come: what waited for one can be judged. */
  void onFirstProfile(Turn turn) {
    turn.all(HELD).values().stream()
        .sorted(Comparator.comparingLong(Held::order))
        .forEach(
            held -> {
              turn.remove(HELD, held.runId());
              turn.disarm(GIVE_UP + held.runId());
              JobRequested job = Json.mapper().readValue(held.payload(), JobRequested.class);
              judge(held.runId(), job, held.requestedAt(), held.order(), turn);
            });
  }

  void fired(String timer, Turn turn) {
    String id = timer.substring(timer.indexOf('/') + 1);
    if (timer.startsWith(FORGET)) {
      turn.remove(SEEN, id);
      turn.remove(CANCEL, id);
    } else {
      turn.load(HELD, id).ifPresent(held -> giveUp(held, turn));
    }
  }

  private void giveUp(Held held, Turn turn) {
    turn.remove(HELD, held.runId());
    var none = "known: no cluster-service has announced a profile; is one running?";
    var fault = new Fault("cluster.profile", null, none);
    reject(held.runId(), List.of(fault), held.requestedBy(), turn);
  }

  private void admitOnce(
      String runId, JobRequested job, String hash, Input.Received input, Turn turn) {
    Seen seen = turn.load(SEEN, runId).orElse(null);
    if (seen != null) {
      if (!seen.payloadHash().equals(hash)) {
        String first = "run " + runId + " was already asked for with another payload, at ";
        deadLetter(input, first + seen.at() + "; that run is untouched", turn);
      }
      return;
    }
    turn.save(SEEN, runId, new Seen(hash, turn.now()));
    turn.arm(FORGET + runId, turn.now().plus(times.dedupeWindow()));
    if (input.timestamp().isBefore(turn.now().minus(times.dedupeWindow()))) {
      String age = "asked for within the last " + times.dedupeWindow().toDays() + " days";
      var stale = new Fault("", input.timestamp().toString(), age);
      reject(runId, List.of(stale), job.requestedBy(), turn);
    } else {
      judge(runId, job, input.timestamp(), input.offset(), turn);
    }
  }

  /** Whoever asked is told of everywhere, so not at any length. */
  private static JobRequested told(JobRequested job) {
    String by = job.requestedBy() == null ? null : Visible.of(job.requestedBy(), LONGEST_NAME);
    return new JobRequested(
        job.runId(), job.job(), job.spec(), job.params(), job.environment(), by);
  }

  private void judge(String runId, JobRequested job, Instant requestedAt, long order, Turn turn) {
    if (job.spec() == null) {
      Fault fault =
          job.job() == null
              ? new Fault("spec", null, "the job's spec, an object")
              : Fault.notSupportedYet("job", job.job(), "send the whole job as spec");
      reject(runId, List.of(fault), job.requestedBy(), turn);
      return;
    }
    var facts = new TreeMap<>(Map.of("run.id", runId));
    JobSpecReader.Result read =
        JobSpecReader.read(job.spec(), job.environment(), job.params(), facts);
    if (read instanceof JobSpecReader.Result.Invalid invalid) {
      reject(runId, invalid.faults(), job.requestedBy(), turn);
    } else if (turn.all(PROFILE).isEmpty()) {
      turn.save(HELD, runId, held(runId, job, requestedAt, order));
      turn.arm(GIVE_UP + runId, turn.now().plus(times.startDeadline()));
    } else {
      var valid = (JobSpecReader.Result.Valid) read;
      List<Fault> faults = Admission.faults(valid.spec(), turn.all(PROFILE));
      if (faults.isEmpty()) {
        accept(runId, valid.spec(), valid.warnings(), job.requestedBy(), requestedAt, turn);
      } else {
        reject(runId, faults, job.requestedBy(), turn);
      }
    }
  }

  private void accept(
      String runId,
      JobSpec spec,
      List<String> warnings,
      @Nullable String requestedBy,
      Instant requestedAt,
      Turn turn) {
    turn.publish(
        topics.runs(),
        runId,
        new JobAccepted(runId, spec, warnings, requestedBy, requestedAt, turn.now()));
    RunState accepted = RunState.accepted(new RunState.Request(requestedBy, requestedAt));
    PendingCancel cancelled = turn.load(CANCEL, runId).orElse(null);
    if (cancelled == null) {
      runs.start(runId, accepted, spec, turn);
    } else {
      var how = new End(Outcome.CANCELLED, null, cancelled.reason(), null);
      runs.completeUnstarted(runId, accepted, spec, how, turn);
    }
  }

  private void reject(String runId, List<Fault> faults, @Nullable String requestedBy, Turn turn) {
    turn.remove(CANCEL, runId);
    turn.publish(topics.runs(), runId, new JobRejected(runId, faults, requestedBy, turn.now()));
  }

  private void cancel(RunCancelRequested cancel, Turn turn) {
    String runId = asRunId(cancel.runId());
    String reason = cancel.reason() == null ? null : Visible.of(cancel.reason(), LONGEST_REASON);
    RunState run = turn.load(RUN, runId).orElse(null);
    if (run != null) {
      runs.stop(runId, run, StopReason.CANCEL, reason, turn);
    } else if (turn.load(SEEN, runId).isEmpty() || turn.load(HELD, runId).isPresent()) {
      // the cancel overtook its run: it still holds when the run comes
      turn.save(CANCEL, runId, new PendingCancel(reason, turn.now()));
      turn.arm(FORGET + runId, turn.now().plus(times.dedupeWindow()));
    }
  }

  private void deadLetter(Input.Received input, String reason, Turn turn) {
    turn.deadLetter(topics.deadLetters("scheduler"), input, reason);
  }

  private static Held held(String runId, JobRequested job, Instant requestedAt, long order) {
    var asked =
        new JobRequested(
            runId, null, job.spec(), job.params(), job.environment(), job.requestedBy());
    return new Held(runId, Json.text(asked), job.requestedBy(), requestedAt, order);
  }

  private static String runId(
      @Nullable String given, @Nullable String identity, Input.Received input) {
    if (given != null && !given.isEmpty()) {
      return asRunId(given);
    }
    String from = identity == null ? input.id() : identity;
    return Json.sha256(from).substring(0, 32);
  }

  /** A name that is no runId is known by its hash. */
  private static String asRunId(String given) {
    return RUN_ID.matcher(given).matches() ? given : "h-" + Json.sha256(given).substring(0, 32);
  }
}
