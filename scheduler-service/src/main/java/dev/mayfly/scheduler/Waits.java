package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.SPEC;
import static dev.mayfly.scheduler.SchedulerState.WAIT;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.RunEvent.RunWaiting;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpec.WaitFor;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.RunState.End;
import dev.mayfly.scheduler.SchedulerState.Wait;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Accepted runs before they are live: those that wait for objects are looked after here, until all
 * of them have been found. Then they go to the queue, as others do at once. So a run that waits
 * holds no slot and has no cluster.
 */
final class Waits {
  static final String LIMIT = "wait/";

  /** Unanswered commands are issued again by it. */
  static final String LOOK = "repeat/";

  private final Topics topics;
  private final Times times;
  private final Queues queues;

  Waits(Topics topics, Times times, Queues queues) {
    this.topics = topics;
    this.times = times;
    this.queues = queues;
  }

  Runs runs() {
    return queues.runs();
  }

  /** The run waits for its objects, or is queued. */
  void submit(String runId, RunState accepted, JobSpec spec, Turn turn) {
    if (spec.waitFor().isEmpty()) {
      queues.submit(runId, accepted, spec, turn);
      return;
    }
    turn.save(SPEC, runId, spec);
    var wait = new Wait(accepted.request(), turn.now(), spec.waitFor());
    waitFor(runId, wait, turn);
    look(runId, wait, turn);
  }

  /** Of a run that does not wait for it any more, or never did, it says nothing. */
  void on(ObjectsFound found, Turn turn) {
    String runId = found.runId();
    Wait before = turn.load(WAIT, runId).orElse(null);
    Wait after = before == null ? null : before.without(found.objects());
    if (before == null || after == null || after.equals(before)) {
      return;
    }
    if (!after.missing().isEmpty()) {
      waitFor(runId, after, turn);
      return;
    }
    leave(runId, turn);
    queues.submit(runId, RunState.accepted(after.request()), Runs.spec(runId, turn), turn);
  }

  /**
   * Ends a run that is not live yet.
   *
   * @return false when it is, or is not known
   */
  boolean end(String runId, End how, Turn turn) {
    Optional<Wait> wait = leave(runId, turn);
    if (wait.isEmpty()) {
      return queues.end(runId, how, turn);
    }
    RunState accepted = RunState.accepted(wait.get().request());
    runs().completeUnstarted(runId, accepted, Runs.spec(runId, turn), how, turn);
    return true;
  }

  /** Ends a run that is not live yet, and of which something could not be handled. */
  void fail(String runId, String reason, Turn turn) {
    end(runId, new End(Outcome.FAILED, FailureClass.INFRASTRUCTURE, reason, null), turn);
  }

  void fired(String timer, Turn turn) {
    String runId = timer.substring(timer.indexOf('/') + 1);
    Wait wait = turn.load(WAIT, runId).orElseThrow();
    if (timer.startsWith(LOOK)) {
      look(runId, wait, turn);
    } else {
      timedOut(runId, wait, turn);
    }
  }

  private void timedOut(String runId, Wait wait, Turn turn) {
    WaitFor over = wait.firstLimit();
    String cause =
        "waited longer than waitFor.timeout of "
            + Durations.text(over.timeout())
            + " for "
            + over.object();
    end(runId, new End(Outcome.TIMED_OUT, null, cause, null), turn);
  }

  private void waitFor(String runId, Wait wait, Turn turn) {
    turn.save(WAIT, runId, wait);
    Instant until = wait.since().plus(wait.firstLimit().timeout());
    turn.arm(LIMIT + runId, until);
    List<String> objects = wait.objects();
    String job = Runs.spec(runId, turn).name();
    turn.publish(topics.runs(), runId, new RunWaiting(runId, job, objects, until, turn.now()));
  }

  private void look(String runId, Wait wait, Turn turn) {
    Instant notAfter = turn.now().plus(times.commandValid());
    turn.publish(
        topics.commands("scheduler"), runId, new LookForObjects(runId, wait.objects(), notAfter));
    turn.arm(LOOK + runId, turn.now().plus(times.lookForObject()));
  }

  private static Optional<Wait> leave(String runId, Turn turn) {
    Optional<Wait> wait = turn.load(WAIT, runId);
    if (wait.isPresent()) {
      turn.disarm(LIMIT + runId);
      turn.disarm(LOOK + runId);
      turn.remove(WAIT, runId);
    }
    return wait;
  }
}
