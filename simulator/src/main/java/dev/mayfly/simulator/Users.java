package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** People and programs that ask for runs, again, wrongly, and change their minds. */
final class Users {
  private final World world;
  private final int runs;
  private final long until;

  /**
   * @param until when the last of them has asked for the last time
   */
  Users(World world, int runs, long until) {
    this.world = world;
    this.runs = runs;
    this.until = until;
  }

  void begin() {
    boolean late = world.chance.of(Fault.PROFILES_COME_LATE);
    long first = late ? world.chance.between(MINUTE, 25 * MINUTE) : 1;
    world.agenda.in(first, () -> announce("local"));
    world.agenda.in(first + world.chance.between(0, MINUTE), () -> announce("elsewhere"));
    for (int i = 1; i <= runs; i++) {
      plan("r" + i, world.chance.between(0, until / 2));
    }
  }

  private void announce(String profile) {
    var offer =
        new ProfileAnnounced(
            profile,
            "simulated",
            "4.2.0",
            profile.equals("local") ? List.of("3.11") : List.of(),
            profile.equals("local") ? null : "set PYSPARK_PYTHON",
            List.of("s3a://"),
            Map.of("mine", List.of("o"), "anyones", List.of("*"), "theirs", List.of("p")),
            new Limits(8, 8, MemorySize.parse("8g")),
            null,
            null,
            world.clock());
    world.append(world.topics.profiles(), profile, "/mayfly/cluster-service", null, offer);
  }

  private void plan(String name, long at) {
    if (world.chance.of(Fault.REQUEST_IS_GARBAGE)) {
      String garbage = garbage(name);
      world.agenda.at(at, () -> send(Map.of(), garbage));
    }
    boolean named = !world.chance.one(5);
    String runId = world.chance.one(12) ? "a name/" + name : name;
    String payload = payload(named ? runId : null, name, spec(name));
    Map<String, String> headers = world.chance.one(2) ? cloudEvent("JobRequested", name) : Map.of();
    world.agenda.at(at, () -> send(headers, payload));
    if (world.chance.of(Fault.REQUEST_IS_REPEATED)) {
      again(() -> send(headers, payload), at);
      again(() -> send(headers, payload), at);
    }
    if (named && world.chance.of(Fault.RUN_ID_IS_REUSED)) {
      String other = payload(runId, name + "-other", spec(name + "-other"));
      again(() -> send(Map.of(), other), at);
    }
    if (named && world.chance.of(Fault.RUN_IS_CANCELLED)) {
      String cancel = "{\"type\": \"RunCancelRequested\", \"runId\": \"" + runId + "\"}";
      world.agenda.at(
          at + world.chance.between(-10 * SECOND, 4 * MINUTE), () -> send(Map.of(), cancel));
    }
  }

  /** Some time later, seldom much later. */
  private void again(Runnable request, long at) {
    long latest = world.chance.one(3) ? until : Math.min(until, at + 5 * MINUTE);
    world.agenda.at(world.chance.between(at, latest), request);
  }

  private void send(Map<String, String> headers, String payload) {
    world.log.append(
        world.topics.requests(), null, headers, payload.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> cloudEvent(String type, String id) {
    return Map.of(
        "ce_specversion",
        "1.0",
        "ce_id",
        id,
        "ce_source",
        "/users",
        "ce_type",
        "dev.mayfly." + type);
  }

  private String garbage(String name) {
    if (world.chance.of(Fault.REQUEST_IS_TOO_LARGE)) {
      return payload(name + "-large", name, "{\"name\": \"" + "x".repeat(1 << 20) + "\"}");
    }
    return world.chance.pick(
        List.of(
            "{\"runId\": \"" + name,
            "[]",
            "",
            "{\"type\": \"RunCancelRequested\"}",
            "{\"type\": \"RunRepairRequested\", \"runId\": \""
                + name
                + "-2\", \"repairs\": \"r1\"}",
            "{\"type\": \"SomethingElse\"}"));
  }

  /** What can be read, and cannot be run. */
  private String bad(String name) {
    String steps =
        "\"steps\": [{\"name\": \"s\", \"application\": \"%s\", \"mainClass\": \"A\"%s}]";
    String jar = String.format(steps, "s3a://jobs/a.jar", "");
    String secret = "s3a://jobs/a.jar\", \"env\": {\"KEY\": \"${secret:%s}\"}, \"mainClass\": \"A";
    return world.chance.pick(
        List.of(
            "null",
            "{\"name\": \"" + name + "\", \"cluster\": {\"workers\": -1}}",
            spec(name, "\"cluster\": {\"profile\": \"nowhere\"}, " + jar),
            spec(name, "\"cluster\": {\"profile\": \"local\", \"workers\": 9}, " + jar),
            spec(name, "\"cluster\": {\"profile\": \"local\", \"cores\": 9}, " + jar),
            spec(name, "\"cluster\": {\"profile\": \"local\", \"memory\": \"9g\"}, " + jar),
            spec(name, "\"spark\": {\"version\": \"<4\"}, " + jar),
            spec(name, String.format(steps, "s3a://jobs/../a.jar", "")),
            spec(name, String.format(steps, "https://jobs/a.jar", ", \"jars\": [\"s3a://b.jar\"]")),
            spec(name, String.format(steps, String.format(secret, "nobodys"), "")),
            spec(name, String.format(steps, String.format(secret, "theirs"), "")),
            spec(
                name,
                "\"cluster\": {\"profile\": \"elsewhere\"}, \"steps\": [{\"name\": \"s\","
                    + " \"application\": \"s3a://jobs/a.py\"}]")));
  }

  private static String spec(String name, String fields) {
    return "{\"name\": \"" + name + "\", \"owner\": \"o\", " + fields + "}";
  }

  private static String payload(@Nullable String runId, String by, String spec) {
    String id = runId == null ? "" : "\"runId\": \"" + runId + "\", ";
    return "{" + id + "\"requestedBy\": \"" + by + "\", \"spec\": " + spec + "}";
  }

  private String spec(String name) {
    if (world.chance.of(Fault.REQUEST_IS_BAD)) {
      return bad(name);
    }
    boolean elsewhere = world.chance.of(Fault.PROFILE_IS_UNKNOWN_TO_CLUSTER_SERVICE);
    boolean soon = world.chance.of(Fault.RUN_TIMES_OUT_SOON);
    String step =
        "{\"name\": \"%s\", \"application\": \"s3a://jobs/a.jar\", \"mainClass\": \"A\"%s}";
    var steps = new StringBuilder(String.format(step, "s1", ""));
    for (int i = 2; i <= 1 + world.chance.below(3); i++) {
      steps
          .append(", ")
          .append(String.format(step, "s" + i, ", \"after\": [\"s" + (i - 1) + "\"]"));
    }
    String retry =
        world.chance.one(3)
            ? ""
            : ", \"retry\": {\"attempts\": "
                + (1 + world.chance.below(3))
                + ", \"on\": [\"INFRASTRUCTURE\", \"QUOTA\"], \"backoff\": {\"first\": \""
                + (1 + world.chance.below(60))
                + "s\"}}";
    String notify =
        world.chance.one(2)
            ? ""
            : ", \"notify\": [{\"on\": [\"FAILED\"], \"channels\": [\"slack:a\"]}]";
    return "{\"name\": \"%s\", \"owner\": \"o\", \"timeout\": \"%s\", \"cluster\": {\"profile\": \"%s\"}, \"steps\": [%s]%s%s}"
        .formatted(
            name,
            soon ? world.chance.between(5, 120) + "s" : world.chance.between(10, 40) + "m",
            elsewhere ? "elsewhere" : "local",
            steps,
            retry,
            notify);
  }
}
