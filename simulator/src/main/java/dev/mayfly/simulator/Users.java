package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import dev.mayfly.contracts.event.ProfileAnnounced.Limits;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** People and programs that ask for runs, again, wrongly, and change their minds. */
final class Users {
  /** In one order: what is published must be the same in every JVM. */
  private static final Map<String, List<String>> SECRETS =
      new TreeMap<>(Map.of("mine", List.of("o"), "anyones", List.of("*"), "theirs", List.of("p")));

  /** Those of the profile {@code local}, by their ids. */
  private static final Map<String, ExistingCluster> STANDING =
      new TreeMap<>(
          Map.of(
              "team",
              new ExistingCluster(2, 2, MemorySize.parse("2g"), 2, Duration.ofMinutes(3)),
              "night",
              new ExistingCluster(1, 2, MemorySize.parse("1g"), 1, Duration.ZERO)));

  /** Stands for a record without a value. */
  private static final String NOTHING = "nothing";

  private final World world;
  private final int runs;
  private final long until;
  private final Specs specs;

  /**
   * @param until when the last of them has asked for the last time
   */
  Users(World world, Queueing queueing, int runs, long until) {
    this.world = world;
    this.runs = runs;
    this.until = until;
    this.specs = new Specs(world.chance, queueing, Keepers.of(world.keepers));
  }

  void begin() {
    boolean late = world.chance.of(Fault.PROFILES_COME_LATE);
    long first = late ? world.chance.between(MINUTE, 25 * MINUTE) : 1;
    world.agenda.in(first, () -> announce("local"));
    world.agenda.in(first + world.chance.between(0, MINUTE), () -> announce("elsewhere"));
    world.agenda.in(first + 30 * MINUTE, () -> announce("local"));
    if (world.chance.of(Fault.PROFILE_CHANGES)) {
      world.agenda.in(
          first + world.chance.between(MINUTE, 20 * MINUTE), () -> announce("local", true));
    }
    for (int i = 1; i <= runs; i++) {
      plan("r" + i, world.chance.between(0, until / 2));
    }
  }

  private void announce(String profile) {
    announce(profile, false);
  }

  /**
   * @param otherwise as it was changed: fewer limits, no Python, other prices
   */
  private void announce(String profile, boolean otherwise) {
    boolean local = profile.equals("local");
    boolean python = local && !otherwise;
    Prices prices = otherwise ? new Prices("EUR", 1.0, null) : new Prices("USD", 0.5, 0.1);
    var offer =
        new ProfileAnnounced(
            profile,
            "simulated",
            "4.2.0",
            python ? List.of("3.11") : List.of(),
            python || otherwise ? null : "set PYSPARK_PYTHON",
            List.of("s3a://jobs/", "file:/jobs", "s3a://b.jar"),
            SECRETS,
            otherwise ? Limits.NONE : new Limits(8, 8, MemorySize.parse("8g")),
            local ? prices : null,
            local ? World.TIMES.expiry() : null,
            local ? standing(otherwise) : Map.of(),
            world.clock());
    world.append(world.topics.profiles(), profile, "/mayfly/cluster-service", null, offer);
  }

  /** As it was announced first; how it is shared never changes. */
  static ExistingCluster standing(String id) {
    return Objects.requireNonNull(STANDING.get(id), id);
  }

  private static Map<String, ExistingCluster> standing(boolean otherwise) {
    var all = new TreeMap<>(STANDING);
    if (otherwise) {
      all.replaceAll(
          (id, c) -> new ExistingCluster(c.workers() + 1, 2, c.memory(), c.leases(), c.idle()));
    }
    return all;
  }

  private void plan(String name, long at) {
    if (world.chance.of(Fault.REQUEST_IS_GARBAGE)) {
      String garbage = garbage(name);
      world.agenda.at(at, () -> send(Map.of(), garbage));
    }
    boolean named = !world.chance.one(5);
    String runId = world.chance.one(12) ? "a name/" + name : name;
    String unnamed = world.chance.one(2) ? "" : null;
    String by = named && world.chance.one(8) ? null : name;
    String payload = payload(named ? runId : unnamed, by, specs.any(name));
    Map<String, String> headers = headers(name);
    world.agenda.at(at, () -> send(headers, payload));
    if (world.chance.of(Fault.REQUEST_IS_REPEATED)) {
      again(() -> send(headers, payload), at);
      again(() -> send(headers, payload), at);
    }
    if (named && world.chance.of(Fault.RUN_ID_IS_REUSED)) {
      String other = payload(runId, name + "-other", specs.any(name + "-other"));
      again(() -> send(Map.of(), other), at);
    }
    if (named && world.chance.of(Fault.RUN_IS_CANCELLED)) {
      String reason = world.chance.one(2) ? "" : ", \"reason\": \"not needed any more\"";
      String cancel =
          "{\"type\": \"RunCancelRequested\", \"runId\": \"" + runId + "\"" + reason + "}";
      long longest = world.chance.one(3) ? 20 * MINUTE : 4 * MINUTE;
      for (int times = world.chance.one(4) ? 2 : 1; times > 0; times--) {
        world.agenda.at(
            at + world.chance.between(-10 * SECOND, longest), () -> send(Map.of(), cancel));
      }
    }
  }

  /** Some time later, seldom much later. */
  private void again(Runnable request, long at) {
    long latest = world.chance.one(3) ? until : Math.min(until, at + 5 * MINUTE);
    world.agenda.at(world.chance.between(at, latest), request);
  }

  private void send(Map<String, String> headers, String payload) {
    byte[] value = payload.equals(NOTHING) ? null : payload.getBytes(StandardCharsets.UTF_8);
    world.log.append(world.topics.requests(), null, headers, value);
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
            NOTHING,
            "{\"type\": \"RunCancelRequested\"}",
            "{\"runId\": \"" + name + "-job\", \"job\": \"deployed\"}",
            "{\"runId\": \"" + name + "-nothing\"}",
            "{\"type\": \"ClusterResizeRequested\", \"clusterId\": \"c\", \"workers\": 2}",
            "{\"type\": \"SomethingElse\"}"));
  }

  private Map<String, String> headers(String name) {
    var headers = new HashMap<String, String>();
    if (world.chance.one(2)) {
      headers.putAll(cloudEvent("JobRequested", name));
    }
    if (world.chance.one(4)) {
      headers.put("traceparent", "0".repeat(world.chance.one(2) ? 55 : 500));
    }
    return headers;
  }

  private static String payload(@Nullable String runId, @Nullable String by, String spec) {
    String id = runId == null ? "" : "\"runId\": \"" + runId + "\", ";
    String asker = by == null ? "" : "\"requestedBy\": \"" + by + "\", ";
    return "{" + id + asker + "\"spec\": " + spec + "}";
  }
}
