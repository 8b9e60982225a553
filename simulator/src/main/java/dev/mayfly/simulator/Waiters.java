package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;

/**
 * People whose runs wait for objects, which are there already, come to be, or never do. In three of
 * four seeds there are none.
 */
final class Waiters {
  private static final int MOST_RUNS = 4;
  private static final int MOST_OBJECTS = 3;

  private final World world;
  private final Chance chance;
  private final Queueing queueing;
  private final Bucket bucket;
  private final long until;

  /**
   * @param until when the last of them has asked
   */
  Waiters(World world, Queueing queueing, Bucket bucket, long until) {
    this.world = world;
    this.chance = world.waits;
    this.queueing = queueing;
    this.bucket = bucket;
    this.until = until;
  }

  void begin() {
    if (chance.one(4) && chance.of(Fault.OBJECT_IS_WAITED_FOR)) {
      int runs = 1 + chance.below(MOST_RUNS);
      for (int i = 1; i <= runs; i++) {
        plan("w" + i, chance.between(0, until));
      }
    }
  }

  private void plan(String runId, long at) {
    var objects = new ArrayList<String>();
    int n = 1 + chance.below(MOST_OBJECTS);
    for (int i = 1; i <= n; i++) {
      // Some are waited for by several.
      String object = "s3a://jobs/" + (chance.one(4) ? "all" : runId) + "/" + i;
      String timeout = chance.between(1, chance.one(2) ? 20 : 90) + "m";
      objects.add("{\"object\": \"" + object + "\", \"timeout\": \"" + timeout + "\"}");
      if (!chance.of(Fault.OBJECT_NEVER_COMES)) {
        long there = Math.max(0, at + chance.mostlyShort(-5 * MINUTE, 30 * MINUTE));
        world.agenda.at(there, () -> bucket.put(object));
      }
    }
    String request = request(runId, "[" + String.join(", ", objects) + "]");
    send(at, request);
    if (chance.one(4)) {
      send(chance.mostlyShort(at, at + 10 * MINUTE), request);
    }
    if (chance.of(Fault.OBJECT_WAIT_IS_CANCELLED)) {
      String cancel = "{\"type\": \"RunCancelRequested\", \"runId\": \"" + runId + "\"}";
      send(Math.max(0, at + chance.between(-10 * SECOND, 10 * MINUTE)), cancel);
    }
  }

  private String request(String runId, String waitFor) {
    String spec =
        "{\"name\": \"%s\"%s, \"timeout\": \"20m\", \"waitFor\": %s, \"steps\": [{\"name\": \"s\", \"application\": \"s3a://jobs/a.jar\", \"mainClass\": \"A\"}]%s%s}"
            .formatted(
                queueing.job(runId),
                queueing.owner(runId, ""),
                waitFor,
                queueing.field(runId),
                chance.one(3)
                    ? ", \"retry\": {\"attempts\": 2, \"on\": [\"INFRASTRUCTURE\"]}"
                    : "");
    return "{\"runId\": \"" + runId + "\", \"spec\": " + spec + "}";
  }

  private void send(long at, String payload) {
    byte[] value = payload.getBytes(StandardCharsets.UTF_8);
    world.agenda.at(at, () -> world.log.append(world.topics.requests(), null, Map.of(), value));
  }
}
