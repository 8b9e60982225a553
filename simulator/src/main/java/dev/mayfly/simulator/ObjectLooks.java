package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.contracts.Json;
import dev.mayfly.engine.Input;
import dev.mayfly.scheduler.LookForObjects;
import dev.mayfly.scheduler.ObjectsFound;
import java.util.List;

/**
 * Looks for objects as the real worker does: what is lost on the way, or comes while storage is
 * down, is not said. What is said may come late, again, and after what was said later.
 */
final class ObjectLooks {
  private final World world;
  private final Chance chance;
  private final Bucket bucket;
  private long downUntil;

  ObjectLooks(World world, Bucket bucket) {
    this.world = world;
    this.chance = world.waits;
    this.bucket = bucket;
    world.tail.follow(world.topics.commands("scheduler"), this::read);
  }

  private void read(Input.Received record) {
    byte[] value = record.value();
    if (value != null) {
      LookForObjects command = Json.read(value, LookForObjects.class);
      world.agenda.at(world.arrivesAt("object-looks", record), () -> perform(command));
    }
  }

  private void perform(LookForObjects command) {
    if (chance.of(Fault.OBJECT_STORAGE_IS_DOWN)) {
      downUntil = world.agenda.now() + chance.mostlyShort(SECOND, 10 * MINUTE);
      world.trace.say("storage", "is down until " + downUntil);
    }
    if (world.agenda.now() < downUntil || world.clock().isAfter(command.notAfter())) {
      return;
    }
    List<String> found = command.objects().stream().filter(bucket::has).toList();
    if (found.isEmpty() || chance.of(Fault.OBJECT_ANSWER_IS_LOST)) {
      return;
    }
    var seen = new ObjectsFound(command.runId(), found);
    long takes =
        chance.of(Fault.OBJECT_ANSWER_IS_LATE)
            ? chance.between(0, 15 * MINUTE)
            : chance.between(1, 2 * SECOND);
    world.agenda.in(takes, () -> publish(seen));
    if (chance.of(Fault.OBJECT_ANSWER_IS_REPEATED)) {
      world.agenda.in(chance.between(takes, 20 * MINUTE), () -> publish(seen));
    }
  }

  private void publish(ObjectsFound seen) {
    world.append(
        world.topics.observations("scheduler"), seen.runId(), "/mayfly/worker", null, seen);
  }
}
