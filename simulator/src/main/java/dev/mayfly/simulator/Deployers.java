package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.event.JobDeployed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * People and programs that deploy jobs with schedules, change, pause and undeploy them, ask for
 * their ticks themselves and fill up the past. In two of three seeds there are none.
 */
final class Deployers {
  /** Their next deployment is told by a name of its own. */
  private int deployments;

  private final World world;
  private final Chance chance;
  private final Specs specs;
  private final int most;
  private final long until;

  /**
   * @param most jobs
   * @param until when the last tick is due
   */
  Deployers(World world, int most, long until) {
    this.world = world;
    this.chance = world.jobs;
    this.specs = new Specs(chance, Queueing.none(chance), Keepers.none());
    this.most = most;
    this.until = until;
  }

  void begin() {
    if (!chance.one(3)) {
      return;
    }
    int jobs = Math.min(most, 1 + chance.below(3));
    for (int i = 1; i <= jobs; i++) {
      plan("d" + i);
    }
  }

  private void plan(String job) {
    String spec = scheduled(job);
    long at = chance.between(0, until / 4);
    deploy(at, job, spec, chance.one(10));
    if (chance.one(3)) {
      String on =
          chance.pick(List.of("\"SUCCEEDED\"", "\"SUCCEEDED\", \"FAILED\"", "\"TIMED_OUT\""));
      String trigger = "\"trigger\": {\"job\": \"" + job + "\", \"on\": [" + on + "]}";
      deploy(chance.between(0, until / 2), job + "-after", with(job + "-after", trigger), false);
    }
    if (chance.of(Fault.JOB_IS_DEPLOYED_AGAIN)) {
      deploy(later(at), job, spec, false);
      deploy(later(at), job, spec, false);
    }
    if (chance.of(Fault.JOB_IS_PAUSED)) {
      long paused = later(at);
      deploy(paused, job, spec, true);
      if (!chance.one(4)) {
        deploy(later(paused), job, chance.one(3) ? scheduled(job) : spec, false);
      }
    }
    if (chance.of(Fault.JOB_IS_UNDEPLOYED)) {
      long undeployed = later(at);
      world.agenda.at(undeployed, () -> world.log.append(world.topics.jobs(), job, Map.of(), null));
      if (chance.one(2)) {
        deploy(later(undeployed), job, chance.one(2) ? scheduled(job) : spec, false);
      }
    }
    if (chance.of(Fault.DEPLOYMENT_IS_BAD)) {
      deploy(later(0), job, bad(job), false);
    }
    if (chance.of(Fault.DEPLOYMENT_IS_BROKEN)) {
      world.agenda.at(later(0), () -> append(job, spec, false, true));
    }
    if (chance.of(Fault.JOB_CHANGES)) {
      deploy(later(at), job, scheduled(job), false);
    } else {
      askForTicks(job, at);
    }
    askForRuns(job, at);
    fill(job, at);
    askOddly(job, at);
  }

  /** What is rarely asked for, and mostly refused. */
  private void askOddly(String job, long deployed) {
    if (!chance.one(3)) {
      return;
    }
    String odd = "{\"runId\": \"" + job + "-odd%s\", %s}";
    String named = "\"job\": \"" + job + "\", ";
    String carried = "\"spec\": " + specs.good(job + "-odd") + ", ";
    String tomorrow = "\"tick\": \"2026-03-02T00:00:00Z\"";
    request(later(deployed), odd.formatted("1", named + "\"spec\": {}"));
    request(later(deployed), odd.formatted("2", named + "\"environment\": \"nowhere\""));
    request(later(deployed), odd.formatted("3", named + tomorrow));
    request(later(deployed), odd.formatted("4", carried + tomorrow));
    String span = "\"from\": \"2026-02-01T00:00:00Z\", \"to\": \"2026-02-02T00:00:00Z\"";
    String fill = "{\"type\": \"BackfillRequested\", \"id\": \"%s\", \"job\": \"%s\", %s}";
    request(later(deployed), fill.formatted(job + "-odd5", job + "-after", span));
    byte[] nameless = "{}".getBytes(StandardCharsets.UTF_8);
    world.agenda.at(
        later(0),
        () -> world.log.append(world.topics.jobs(), null, Map.of(World.BROKEN, "yes"), nameless));
  }

  /** Where a job never changes, a tick of it is one run, whoever asks. */
  private void askForTicks(String job, long deployed) {
    if (chance.of(Fault.TICK_IS_ASKED_FOR_FROM_OUTSIDE)) {
      for (int i = 0; i < 3; i++) {
        long due = later(deployed) / MINUTE * MINUTE;
        String tick = "\"tick\": \"" + Agenda.BEGINNING.plusMillis(due) + "\"";
        String asked = "{\"job\": \"" + job + "\", \"requestedBy\": \"outside\", " + tick + "}";
        request(due + chance.between(-MINUTE, 5 * MINUTE), asked);
      }
    }
  }

  private void askForRuns(String job, long deployed) {
    for (int i = chance.below(3); i > 0; i--) {
      String name = chance.one(10) ? job + "x" : job;
      String tick = chance.one(3) ? ", \"tick\": {\"start\": \"2026-02-01T00:00:00Z\"}" : "";
      String runId = "\"runId\": \"" + job + "-hand" + i + "\"";
      request(later(deployed / 2), "{" + runId + ", \"job\": \"" + name + "\"" + tick + "}");
    }
  }

  private void fill(String job, long deployed) {
    if (!chance.of(Fault.BACKFILL_IS_ASKED_FOR)) {
      return;
    }
    String id = job + "-fill";
    Instant to =
        Agenda.BEGINNING.plusMillis(chance.one(8) ? until * 2 : -chance.between(0, 60 * MINUTE));
    Instant from = to.minusMillis(chance.between(MINUTE, 45 * MINUTE));
    long at = later(deployed);
    String concurrency = chance.one(2) ? "" : ", \"concurrency\": " + (1 + chance.below(3));
    String asked =
        "{\"type\": \"BackfillRequested\", \"id\": \"%s\", \"job\": \"%s\", \"from\": \"%s\", \"to\": \"%s\"%s}"
            .formatted(id, chance.one(12) ? job + "x" : job, from, to, concurrency);
    request(at, asked);
    if (chance.one(4)) {
      request(later(at), asked);
    }
    if (chance.of(Fault.BACKFILL_IS_CANCELLED)) {
      String cancel = "{\"type\": \"RunCancelRequested\", \"runId\": \"" + id + "\"}";
      request(at + chance.between(-MINUTE, 15 * MINUTE), cancel);
    }
  }

  private long later(long than) {
    return chance.between(than, until);
  }

  private void request(long at, String payload) {
    world.agenda.at(
        at,
        () ->
            world.log.append(
                world.topics.requests(), null, Map.of(), payload.getBytes(StandardCharsets.UTF_8)));
  }

  private void deploy(long at, String job, String spec, boolean paused) {
    world.agenda.at(at, () -> append(job, spec, paused, false));
  }

  private void append(String job, String spec, boolean paused, boolean broken) {
    String by = "deployer-" + ++deployments;
    var deployed = new JobDeployed(Json.parse(spec), null, paused, by);
    byte[] value = Json.bytes(deployed);
    if (broken) {
      byte[] half = Arrays.copyOf(value, value.length / 2);
      world.log.append(world.topics.jobs(), job, Map.of(World.BROKEN, "yes"), half);
      return;
    }
    Map<String, String> headers = Map.of();
    if (deployments % 2 == 0) {
      headers =
          BinaryMode.headers(CloudEvent.of(by, "/deployers", world.clock(), job, null, deployed));
    }
    world.log.append(world.topics.jobs(), job, headers, value);
  }

  private String scheduled(String job) {
    String end = "\"end\": \"" + Agenda.BEGINNING.plusMillis(until) + "\"";
    String when =
        chance.pick(
            List.of(
                "\"every\": \"" + (8 + chance.below(20)) + "m\", " + end,
                "\"every\": \"13m\", \"start\": \"2026-03-01T08:03:00Z\", " + end,
                "\"cron\": \"*/10 * * * *\", " + end,
                "\"cron\": \"5,25,45 * * * *\", \"timeZone\": \"Asia/Kolkata\", " + end,
                "\"cron\": \"15 11-12 * * *\", \"timeZone\": \"Europe/Berlin\", " + end,
                "\"at\": [\"2026-03-01T10:07:00Z\", \"2026-03-01T10:21:00Z\","
                    + " \"2026-03-01T10:35:30Z\"]"));
    String more =
        chance.pick(
                List.of(
                    "",
                    ", \"jitter\": \"" + (1 + chance.below(5)) + "m\"",
                    ", \"startAtTick\": true"))
            + chance.pick(
                List.of(
                    "",
                    ", \"overlap\": \"skip\"",
                    ", \"overlap\": \"allow\"",
                    ", \"overlap\": \"queue\"",
                    ", \"overlap\": \"cancel-previous\""))
            + chance.pick(
                List.of(
                    "",
                    ", \"catchUp\": {\"policy\": \"none\"}",
                    ", \"catchUp\": {\"policy\": \"all\"}",
                    ", \"catchUp\": {\"policy\": \"all\", \"window\": \"25m\"}",
                    ", \"catchUp\": {\"policy\": \"latest\", \"window\": \"15m\"}"));
    return with(job, "\"schedule\": {" + when + more + "}");
  }

  private String with(String job, String field) {
    String spec = specs.good(job);
    return spec.substring(0, spec.length() - 1) + ", " + field + "}";
  }

  private String bad(String job) {
    return chance.pick(
        List.of(
            with(job + "x", "\"schedule\": {\"every\": \"9m\"}"),
            with(job, "\"schedule\": {\"every\": \"often\"}"),
            with(job, "\"params\": {\"a\": \"{{ params.b }}\"}"),
            with(job, "\"trigger\": {\"job\": \"" + job + "\"}")));
  }
}
