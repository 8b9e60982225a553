package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.contracts.Json;
import dev.mayfly.engine.Input;
import dev.mayfly.notifier.Deliver;
import dev.mayfly.notifier.DeliveryObserved;
import dev.mayfly.notifier.DeliveryObserved.Result;

/** Performs what the notifier wants told; it may end before and after the message is out. */
final class MessageWorker {
  private final World world;
  private final MessageWatch people;

  MessageWorker(World world, MessageWatch people) {
    this.world = world;
    this.people = people;
    world.tail.follow(world.topics.commands("notifier"), this::read);
  }

  private void read(Input.Received record) {
    byte[] value = record.value();
    if (value != null) {
      Deliver command = Json.read(value, Deliver.class);
      world.agenda.at(world.arrivesAt("message-worker", record), () -> perform(command));
    }
  }

  private void perform(Deliver command) {
    if (world.clock().isAfter(command.notAfter()) || world.chance.of(Fault.WORKER_CRASHES)) {
      return;
    }
    boolean fails = world.chance.of(Fault.DELIVERY_TO_PEOPLE_FAILS);
    boolean arrives = !fails || world.chance.one(2);
    if (arrives) {
      people.reached(
          command.runId(), command.about().name(), command.channel(), command.possiblyRepeated());
    }
    if (world.chance.of(Fault.WORKER_CRASHES)) {
      world.trace.say("message-worker", "crashes after it told of " + command.runId());
      return;
    }
    var seen =
        new DeliveryObserved(
            command.runId(),
            command.about(),
            command.channel(),
            command.attempt(),
            fails ? Result.RETRY : Result.SENT,
            null,
            fails,
            "");
    world.agenda.in(
        world.chance.between(1, 2 * SECOND),
        () ->
            world.append(
                world.topics.observations("notifier"),
                command.runId(),
                "/mayfly/worker",
                null,
                seen));
  }
}
