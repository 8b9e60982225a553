package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.CANCEL;
import static dev.mayfly.scheduler.SchedulerState.HELD;
import static dev.mayfly.scheduler.SchedulerState.JOB;
import static dev.mayfly.scheduler.SchedulerState.PROFILE;
import static dev.mayfly.scheduler.SchedulerState.REPAIRABLE;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.job.JobSpecReader.Result;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.contracts.schedule.TickAsked;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.RunState.End;
import dev.mayfly.scheduler.RunState.Request;
import dev.mayfly.scheduler.SchedulerState.Deployed;
import dev.mayfly.scheduler.SchedulerState.Held;
import dev.mayfly.scheduler.SchedulerState.PendingCancel;
import dev.mayfly.scheduler.SchedulerState.Repairable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What becomes of a request: its spec is found and resolved, held against what is announced, and
 * the run accepted or rejected.
 */
final class Acceptance {
  static final String GIVE_UP = "held/";

  private final String runsTopic;
  private final Times times;
  private final Runs runs;
  private final Schedules schedules;
  private final Backfills backfills;
  private final Overlaps overlaps;
  private final Repairs repairs;

  Acceptance(
      String runsTopic,
      Times times,
      Waits waits,
      Schedules schedules,
      Backfills backfills,
      Repairs repairs) {
    this.runsTopic = runsTopic;
    this.times = times;
    this.runs = waits.runs();
    this.schedules = schedules;
    this.backfills = backfills;
    this.overlaps = new Overlaps(waits);
    this.repairs = repairs;
  }

  /**
   * The request with a whole tick; where it names a job and has no id, with that of the tick: so
   * whoever asks for a tick of a job asks for the same run.
   */
  JobRequested completed(JobRequested asked, Turn turn) {
    TickAsked tick = asked.tick();
    if (tick == null) {
      return asked;
    }
    String job = asked.job();
    Schedule schedule = job == null ? null : schedules.of(job, turn).orElse(null);
    Tick whole = tick.complete(schedule);
    String runId = asked.runId();
    if (job != null && (runId == null || runId.isEmpty())) {
      runId = RunIds.ofTick(job, schedule, whole.end());
    }
    return new JobRequested(
        runId,
        job,
        asked.spec(),
        asked.params(),
        asked.environment(),
        asked.requestedBy(),
        TickAsked.of(whole));
  }

  /**
   * @param order of two that wait for the first profile
   */
  void judge(String runId, JobRequested asked, Instant requestedAt, long order, Turn turn) {
    String job = asked.job();
    Deployed deployed = job == null ? null : turn.load(JOB, job).orElse(null);
    JsonNode spec = deployed == null ? asked.spec() : deployed.spec();
    List<Fault> faults = new ArrayList<>();
    if (job != null && asked.spec() != null) {
      faults.add(new Fault("job", job, "needed beside spec: give one of them"));
    } else if (job != null && deployed == null) {
      faults.add(Jobs.unknown(job, turn));
    } else if (spec == null) {
      faults.add(new Fault("spec", null, "the job's spec, an object"));
    }
    if (!faults.isEmpty() || spec == null) {
      reject(runId, faults, asked.requestedBy(), turn);
      return;
    }
    String environment = asked.environment();
    if (environment == null && deployed != null) {
      environment = deployed.environment();
    }
    Tick tick = asked.tick() == null ? null : asked.tick().complete(null);
    var facts = new TreeMap<>(Map.of("run.id", runId));
    Result read = JobSpecReader.read(spec, environment, asked.params(), facts, tick);
    if (read instanceof Result.Invalid invalid) {
      reject(runId, invalid.faults(), asked.requestedBy(), turn);
    } else if (turn.all(PROFILE).isEmpty()) {
      turn.save(HELD, runId, held(runId, asked, requestedAt, order));
      turn.arm(GIVE_UP + runId, turn.now().plus(times.startDeadline()));
    } else {
      String revision = deployed == null ? null : deployed.revision();
      String backfill = Backfills.of(runId, turn);
      var request = new Request(asked.requestedBy(), requestedAt, revision, tick, backfill, null);
      admit(runId, (Result.Valid) read, request, turn);
    }
  }

  /**
   * A run with the spec that another was accepted with, if that can be repaired and the spec is
   * still one that could be accepted.
   *
   * @param failed the id of the other
   */
  void repair(String runId, String failed, @Nullable String by, Instant requestedAt, Turn turn) {
    Optional<Fault> fault = repairs.fault(failed, turn);
    if (fault.isPresent()) {
      reject(runId, List.of(fault.get()), by, turn);
      return;
    }
    Repairable repaired = turn.load(REPAIRABLE, failed).orElseThrow();
    List<Fault> faults = new ArrayList<>();
    JobSpec spec = Admission.judge(repaired.spec(), turn.all(PROFILE), faults);
    if (!faults.isEmpty()) {
      reject(runId, faults, by, turn);
      return;
    }
    Repairs.begin(runId, repaired, turn);
    var request = new Request(by, requestedAt, repaired.revision(), repaired.tick(), null, failed);
    accept(runId, spec, List.of(), request, turn);
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

  /** None has come in time. */
  void giveUp(String runId, Turn turn) {
    turn.load(HELD, runId)
        .ifPresent(
            held -> {
              turn.remove(HELD, runId);
              var none = "known: no cluster-service has announced a profile; is one running?";
              var fault = new Fault("cluster.profile", null, none);
              reject(runId, List.of(fault), held.requestedBy(), turn);
            });
  }

  void reject(String runId, List<Fault> faults, @Nullable String requestedBy, Turn turn) {
    turn.remove(CANCEL, runId);
    turn.publish(runsTopic, runId, new JobRejected(runId, faults, requestedBy, turn.now()));
    backfills.ended(runId, false, turn);
  }

  private void admit(String runId, Result.Valid read, Request request, Turn turn) {
    List<Fault> faults = new ArrayList<>();
    JobSpec spec = Admission.judge(read.spec(), turn.all(PROFILE), faults);
    if (faults.isEmpty()) {
      Overlaps.judge(spec, request, turn).ifPresent(faults::add);
    }
    if (faults.isEmpty()) {
      accept(runId, Overlaps.bounded(spec, request), read.warnings(), request, turn);
    } else {
      reject(runId, faults, request.by(), turn);
    }
  }

  private void accept(
      String runId, JobSpec spec, List<String> warnings, Request request, Turn turn) {
    turn.publish(
        runsTopic,
        runId,
        new JobAccepted(
            runId,
            spec,
            warnings,
            request.by(),
            request.at(),
            turn.now(),
            request.revision(),
            request.tick(),
            request.repairs() == null
                ? Costs.estimate(spec, turn)
                : Costs.estimateOfRepair(spec, turn),
            request.repairs()));
    RunState accepted = RunState.accepted(request);
    PendingCancel cancelled = turn.load(CANCEL, runId).orElse(null);
    if (cancelled == null) {
      overlaps.submit(runId, accepted, spec, turn);
    } else {
      var how = new End(Outcome.CANCELLED, null, cancelled.reason(), null);
      runs.completeUnstarted(runId, accepted, spec, how, turn);
    }
  }

  private static Held held(String runId, JobRequested job, Instant requestedAt, long order) {
    var asked =
        new JobRequested(
            runId,
            job.job(),
            job.spec(),
            job.params(),
            job.environment(),
            job.requestedBy(),
            job.tick());
    return new Held(runId, Json.text(asked), job.requestedBy(), requestedAt, order);
  }
}
