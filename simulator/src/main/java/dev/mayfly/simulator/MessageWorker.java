package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.contracts.Json;
import dev.mayfly.engine.Input;
import dev.mayfly.notifier.Deliver;
import dev.mayfly.notifier.DeliveryObserved;
import dev.mayfly.notifier.DeliveryObserved.Result;
import dev.mayfly.notifier.Patience;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Performs what the notifier wants told; it may end before and after the message is out. */
final class MessageWorker {
  /** Less patient than the default: a day would be long after everything has ended. */
  static final Patience PATIENCE =
      new Patience(null, Duration.ofMinutes(5), Duration.ofMinutes(20), null, null);

  private final World world;
  private final MessageWatch people;
  private final Set<String> dead = new HashSet<>();
  private final Set<String> unknown = new HashSet<>();
  private final Set<String> asked = new HashSet<>();

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
    if (world.chance.of(Fault.WORKER_CRASHES)) {
      return;
    }
    String where = command.runId() + " on " + command.channel();
    if (asked.add(where)) {
      if (world.chance.of(Fault.CHANNEL_IS_UNKNOWN)) {
        unknown.add(where);
      } else if (world.chance.of(Fault.CHANNEL_IS_DEAD)) {
        dead.add(where);
      }
    }
    if (unknown.contains(where)) {
      people.cannotReach(command.runId(), command.channel());
      say(command, Result.FAILED, null, false);
    } else if (world.clock().isAfter(command.notAfter())) {
      say(command, Result.NOT_BEGUN, null, false);
    } else if (dead.contains(where)) {
      people.cannotReach(command.runId(), command.channel());
      say(command, Result.RETRY, wait(command), false);
    } else {
      call(command);
    }
  }

  private void call(Deliver command) {
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
    // whoever was not reached may know it, and may not
    boolean maybe = fails && (arrives || world.chance.one(2));
    say(command, fails ? Result.RETRY : Result.SENT, fails ? wait(command) : null, maybe);
  }

  /** What a channel asks for. */
  private @Nullable Duration wait(Deliver command) {
    return world.chance.one(2)
        ? null
        : Duration.ofSeconds(world.chance.between(-1, command.attempt() * 120L));
  }

  private void say(Deliver c, Result result, @Nullable Duration after, boolean maybe) {
    String words = result == Result.SENT ? "" : result.name();
    var seen =
        new DeliveryObserved(
            c.runId(), c.about(), c.channel(), c.attempt(), result, after, maybe, words);
    long late =
        world.chance.of(Fault.CALL_TAKES_LONG)
            ? world.chance.between(0, 3 * MINUTE)
            : world.chance.between(1, 2 * SECOND);
    world.agenda.in(late, () -> publish(seen));
    if (world.chance.of(Fault.OBSERVATION_IS_REPEATED)) {
      world.agenda.in(world.chance.between(late, 5 * MINUTE), () -> publish(seen));
    }
  }

  private void publish(DeliveryObserved seen) {
    world.append(world.topics.observations("notifier"), seen.runId(), "/mayfly/worker", null, seen);
  }
}
