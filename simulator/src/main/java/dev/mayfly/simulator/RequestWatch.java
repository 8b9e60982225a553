package dev.mayfly.simulator;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.RequestEvent.BackfillRequested;
import dev.mayfly.contracts.event.RequestEvent.ClusterResizeRequested;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RequestEvent.RunCancelRequested;
import dev.mayfly.contracts.event.RequestEvent.RunRepairRequested;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillCompleted;
import dev.mayfly.engine.Input;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Promise 1: every request ends once. A run is known by its id; one that was given none, by who
 * asked for it.
 */
final class RequestWatch {
  private static final int LARGEST = 1 << 20;

  /** Who asks for ticks, which are also asked for by their schedule. */
  private static final String OUTSIDE = "outside";

  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  /** What was first asked for under a key. */
  private final Map<String, String> payloads = new LinkedHashMap<>();

  /** The names under which each asker's runs are known: a run's id, or what stands for it. */
  private final Map<String, Set<String>> unnamed = new LinkedHashMap<>();

  private final Set<String> named = new LinkedHashSet<>();
  private final Map<String, Set<String>> byAsker = new HashMap<>();
  private final Set<String> ended = new LinkedHashSet<>();
  private final Set<String> asked = new HashSet<>();
  private final Set<String> cancelledEarly = new HashSet<>();
  private final Map<String, StopReason> stopped = new HashMap<>();
  private final Set<Long> lettersDue = new TreeSet<>();
  private final Set<Long> letters = new TreeSet<>();

  void onRequest(Input.Received record) {
    byte[] value = record.value();
    Inbox.Read read = Inbox.read(record.headers(), value);
    if (value == null || value.length > LARGEST || !(read instanceof Inbox.Read.Request request)) {
      lettersDue.add(record.offset());
      return;
    }
    if (request.event() instanceof ClusterResizeRequested) {
      lettersDue.add(record.offset());
    }
    if (request.event() instanceof RunRepairRequested repair) {
      onRequest(repair.runId(), repair.requestedBy(), request, record.offset());
    }
    if (request.event() instanceof BackfillRequested filling && filling.id() != null) {
      named.add(filling.id());
    }
    if (request.event() instanceof RunCancelRequested cancel && !asked.contains(cancel.runId())) {
      cancelledEarly.add(cancel.runId());
    }
    if (!(request.event() instanceof JobRequested job)) {
      return;
    }
    String runId = "".equals(job.runId()) ? null : job.runId();
    if (runId == null && job.job() != null && job.tick() != null) {
      // whoever else asks for the tick asks for the same run
      return;
    }
    onRequest(runId, job.requestedBy(), request, record.offset());
  }

  private void onRequest(
      @Nullable String runId, @Nullable String by, Inbox.Read.Request request, long offset) {
    asked.add(String.valueOf(runId));
    String identity = request.identity();
    String key = runId != null ? runId : identity != null ? identity : "at " + offset;
    String payload = Json.canonicalHash(request.payload());
    String first = payloads.putIfAbsent(key, payload);
    if (first != null && !first.equals(payload)) {
      lettersDue.add(offset);
    } else if (runId != null && RUN_ID.matcher(runId).matches()) {
      named.add(runId);
    } else {
      unnamed.computeIfAbsent(asker(by), a -> new TreeSet<>()).add(key);
    }
  }

  void onDeadLetter(Map<String, String> headers) {
    String position = headers.getOrDefault("mayfly_position", "");
    String reason = headers.getOrDefault("mayfly_reason", "");
    if (reason.startsWith("internal error")) {
      throw new PromiseBroken(7, "a decision failed: " + reason);
    }
    long offset = Long.parseLong(position.substring(position.indexOf('/') + 1));
    if (!letters.add(offset)) {
      throw new PromiseBroken(1, "request " + offset + " has a second dead letter");
    }
    if (!lettersDue.contains(offset)) {
      throw new PromiseBroken(1, "request " + offset + " is a dead letter: " + reason);
    }
  }

  void on(BackfillCompleted e) {
    ended(e.id());
  }

  void on(JobAccepted e) {
    known(e.runId(), e.requestedBy());
  }

  void on(JobRejected e) {
    known(e.runId(), e.requestedBy());
    ended(e.runId());
  }

  /** Whichever came first, a stop or the job's own end, is what the attempt ends as. */
  void on(AttemptStopping e) {
    stopped.put(e.runId() + "/" + e.attempt(), e.reason());
  }

  void on(AttemptEnded e) {
    StopReason why = stopped.remove(e.runId() + "/" + e.attempt());
    boolean asSaid =
        why == null
            || switch (why) {
              case CANCEL, BUDGET -> e.outcome() == Outcome.CANCELLED;
              case TIMEOUT -> e.outcome() == Outcome.TIMED_OUT;
              case SUSPECT -> !e.outcome().isSuccess();
            };
    if (!asSaid) {
      String ending = e.runId() + " was stopped (" + why + ") and ended " + e.outcome();
      throw new PromiseBroken(1, ending, e.runId());
    }
  }

  void on(RunCompleted e) {
    if (cancelledEarly.contains(e.runId()) && e.outcome() != Outcome.CANCELLED) {
      String ending = e.runId() + " was cancelled before it began and ended " + e.outcome();
      throw new PromiseBroken(1, ending, e.runId());
    }
    ended(e.runId());
  }

  void ended(String runId) {
    if (!ended.add(runId)) {
      throw new PromiseBroken(1, runId + " ended a second time", runId);
    }
  }

  private void known(String runId, @Nullable String asker) {
    if (!named.contains(runId) && !OUTSIDE.equals(asker)) {
      Set<String> runs = byAsker.computeIfAbsent(asker(asker), a -> new TreeSet<>());
      runs.add(runId);
      if (runs.size() > unnamed.getOrDefault(asker(asker), Set.of()).size()) {
        throw new PromiseBroken(1, "nobody asked for " + runId, runId);
      }
    }
  }

  /** What is still owed; empty at the end. */
  Set<String> open() {
    var open = new LinkedHashSet<String>();
    named.stream().filter(r -> !ended.contains(r)).forEach(r -> open.add("run " + r));
    unnamed.forEach(
        (asker, keys) -> {
          long done =
              byAsker.getOrDefault(asker, Set.of()).stream().filter(ended::contains).count();
          if (done < keys.size()) {
            open.add("the run that " + asker + " asked for");
          }
        });
    lettersDue.stream().filter(o -> !letters.contains(o)).forEach(o -> open.add("letter " + o));
    return open;
  }

  int runs() {
    return ended.size();
  }

  private static String asker(@Nullable String requestedBy) {
    return requestedBy == null ? "" : requestedBy;
  }
}
