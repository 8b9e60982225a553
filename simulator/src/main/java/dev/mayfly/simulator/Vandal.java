package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;

import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.engine.Input;
import dev.mayfly.testkit.log.Place;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program with a bug that has credentials: repeats records of Mayfly's own topics, whole, in the
 * wrong topic, cut off in the middle, or with nothing in them.
 */
final class Vandal {
  private static final Set<String> ENDS =
      Stream.of(JobAccepted.class, JobRejected.class, RunCompleted.class)
          .map(EventTypes::of)
          .collect(Collectors.toSet());

  private final World world;
  private final List<String> topics;

  Vandal(World world) {
    this.world = world;
    this.topics =
        Reads.all(world.topics).stream()
            .flatMap(r -> r.topics().stream())
            .filter(t -> !Set.of(world.topics.requests(), world.topics.jobs()).contains(t))
            .distinct()
            .toList();
    plan();
  }

  private void plan() {
    world.agenda.in(
        world.chance.between(MINUTE, 10 * MINUTE),
        () -> {
          if (world.chance.of(Fault.VANDAL_WRITES)) {
            write();
          }
          if (!world.over) {
            plan();
          }
        });
  }

  private void write() {
    switch (world.chance.below(8)) {
      case 0 -> repeatAnEnd();
      case 1 -> misplace();
      case 2 -> takeBackAnAssignment();
      default -> breakOne();
    }
  }

  /** The notifier knows what it has told. */
  private void repeatAnEnd() {
    Place place = new Place(world.topics.runs(), 0);
    List<Input.Received> ends =
        world.log.read(place, Math.max(0, world.log.end(place) - 60)).stream()
            .filter(r -> ENDS.contains(r.headers().getOrDefault("ce_type", "")))
            .filter(r -> !LetterWatch.isBroken(r.headers()))
            .toList();
    if (!ends.isEmpty()) {
      Input.Received end = world.chance.pick(ends);
      var headers = new HashMap<>(end.headers());
      headers.put(World.REPEATED, "yes");
      world.log.append(place.topic(), end.key(), headers, end.value());
    }
  }

  private void misplace() {
    List<Input.Received> said = world.log.read(new Place(world.topics.submitters(), 0), 0);
    if (!said.isEmpty()) {
      Input.Received one = world.chance.pick(said);
      var headers = new HashMap<>(one.headers());
      headers.put(World.REPEATED, "yes");
      String topic = world.chance.pick(topics);
      if (!topic.contains("observations")) {
        world.log.append(topic, one.key(), headers, one.value());
      }
    }
  }

  private void takeBackAnAssignment() {
    List<Input.Received> given = world.log.read(new Place(world.topics.assignments(), 0), 0);
    if (!given.isEmpty()) {
      Input.Received latest = given.get(given.size() - 1);
      world.log.append(latest.topic(), latest.key(), latest.headers(), null);
    }
  }

  private void breakOne() {
    String topic = world.chance.pick(topics);
    Place place = new Place(topic, 0);
    List<Input.Received> lately = world.log.read(place, Math.max(0, world.log.end(place) - 20));
    if (lately.isEmpty()) {
      return;
    }
    Input.Received record = world.chance.pick(lately);
    byte[] value = record.value();
    if (value == null
        || LetterWatch.isBroken(record.headers())
        || record.headers().containsKey(World.REPEATED)) {
      return;
    }
    if (world.chance.one(4)) {
      world.log.append(topic, record.key(), record.headers(), null);
      return;
    }
    var headers = new HashMap<>(record.headers());
    headers.put("ce_id", "vandal-" + world.log.end(place));
    headers.put(World.BROKEN, "yes");
    String key = world.chance.one(4) ? null : record.key();
    world.log.append(topic, key, headers, Arrays.copyOf(value, value.length / 2));
  }
}
