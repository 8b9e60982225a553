package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.JOB;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Visible;
import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.ScheduleEvent.DeployAccepted;
import dev.mayfly.contracts.event.ScheduleEvent.DeployRejected;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.job.NearestName;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.SchedulerState.Deployed;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The jobs that are deployed. What is wrong with one is told, and what was deployed before stays.
 */
final class Jobs {
  private static final int REVISION_DIGITS = 12;

  /** A job may tell of ticks whether or not it has a schedule: others may ask for them. */
  private static final Tick ANY_TICK = Tick.dayFrom(Instant.EPOCH, ZoneOffset.UTC);

  private final Topics topics;
  private final Schedules schedules;

  Jobs(Topics topics, Schedules schedules) {
    this.topics = topics;
    this.schedules = schedules;
  }

  void on(Input.Received input, Turn turn) {
    String job = input.key();
    if (job == null) {
      deadLetter(input, "the record has no key; expected the job's name", turn);
    } else if (input.value() == null) {
      undeploy(job, turn);
    } else {
      Inbox.Deployment read = Inbox.deployment(input.headers(), input.value());
      if (read instanceof Inbox.Deployment.Unreadable unreadable) {
        deadLetter(input, unreadable.reason(), turn);
      } else {
        deploy(job, ((Inbox.Deployment.Job) read).event(), input.timestamp(), turn);
      }
    }
  }

  static Fault unknown(String job, Turn turn) {
    String nearest =
        NearestName.of(job, turn.ids(JOB)).map(n -> "; did you mean " + n + "?").orElse("");
    return new Fault("job", job, "the name of a deployed job" + nearest);
  }

  private void deploy(String job, JobDeployed deployed, Instant since, Turn turn) {
    JobSpecReader.Result read =
        JobSpecReader.read(
            deployed.spec(), deployed.environment(), Map.of(), Map.of("run.id", "run"), ANY_TICK);
    List<Fault> faults =
        read instanceof JobSpecReader.Result.Invalid invalid
            ? invalid.faults()
            : faults(job, ((JobSpecReader.Result.Valid) read).spec(), turn);
    String by = Requests.told(deployed.deployedBy());
    if (faults.isEmpty()) {
      accept(job, deployed, (JobSpecReader.Result.Valid) read, by, since, turn);
    } else {
      var rejected = new DeployRejected(Visible.of(job, 128), faults, by, turn.now());
      turn.publish(topics.runs(), rejected.job(), rejected);
    }
  }

  private static List<Fault> faults(String job, JobSpec spec, Turn turn) {
    var faults = new ArrayList<Fault>();
    if (!job.equals(spec.name())) {
      faults.add(new Fault("name", spec.name(), "the key of its record, which is " + job));
    }
    Triggers.fault(job, spec.trigger(), turn).ifPresent(faults::add);
    return faults;
  }

  private void accept(
      String job,
      JobDeployed deployed,
      JobSpecReader.Result.Valid read,
      @Nullable String by,
      Instant since,
      Turn turn) {
    JobSpec spec = read.spec();
    var now =
        new Deployed(deployed.spec(), deployed.environment(), revision(deployed), spec.trigger());
    Optional<Deployed> before = turn.load(JOB, job);
    Triggers.deployed(job, before.map(Deployed::trigger).orElse(null), spec.trigger(), turn);
    turn.save(JOB, job, now);
    boolean paused = deployed.firesNothing();
    Schedule schedule = spec.schedule();
    Instant next = schedules.deployed(job, schedule, spec.cluster().profile(), paused, since, turn);
    turn.publish(
        topics.runs(),
        job,
        new DeployAccepted(
            job,
            now.revision(),
            schedule == null ? null : schedule.inWords(),
            next,
            paused,
            read.warnings(),
            by,
            turn.now()));
  }

  private void undeploy(String job, Turn turn) {
    turn.load(JOB, job)
        .ifPresent(
            before -> {
              Triggers.deployed(job, before.trigger(), null, turn);
              schedules.undeployed(job, turn);
              turn.remove(JOB, job);
            });
  }

  private static String revision(JobDeployed deployed) {
    ObjectNode all = Json.mapper().createObjectNode();
    all.set("spec", deployed.spec());
    all.put("environment", deployed.environment());
    return Json.canonicalHash(all).substring(0, REVISION_DIGITS);
  }

  private void deadLetter(Input.Received input, String reason, Turn turn) {
    turn.deadLetter(topics.deadLetters("scheduler"), input, reason);
  }
}
