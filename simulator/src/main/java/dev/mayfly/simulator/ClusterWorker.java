package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.cluster.ClusterCommand;
import dev.mayfly.cluster.ClusterObservation;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.Json;
import dev.mayfly.engine.Input;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Performs the ledger's commands by the rules of the real worker, one event after the other instead
 * of on threads. What is under way is lost when it crashes; what is on its way to the provider gets
 * there.
 */
final class ClusterWorker {
  private static final String NAME = "cluster-worker";

  private final World world;
  private final Cloud cloud;
  private final HostClock clock;
  private final Map<String, Long> generations = new HashMap<>();
  private final Map<Integer, Long> handedOut = new HashMap<>();
  private final Set<String> answered = new HashSet<>();
  private int life;

  ClusterWorker(World world, Cloud cloud) {
    this.world = world;
    this.cloud = cloud;
    this.clock = new HostClock(world, NAME, () -> {});
    world.tail.follow(world.topics.commands("cluster"), this::read);
  }

  void crash() {
    life++;
    generations.clear();
  }

  /** In the order of the partition. */
  private void read(Input.Received record) {
    byte[] value = record.value();
    if (value == null) {
      return;
    }
    ClusterCommand command = Json.read(value, ClusterCommand.class);
    long at =
        Math.max(world.arrivesAt(NAME, record), handedOut.getOrDefault(record.partition(), 0L));
    handedOut.put(record.partition(), at);
    world.agenda.at(at, () -> perform(command));
    if (world.chance.of(Fault.COMMAND_IS_REPEATED)) {
      long later = world.chance.mostlyShort(0, 10 * MINUTE);
      world.agenda.at(at + later, () -> perform(command));
    }
  }

  private void perform(ClusterCommand command) {
    String id = command.request().clusterId();
    if (isOutdated(command) || clock.instant().isAfter(command.notAfter())) {
      return;
    }
    Supplier<Observed> call =
        switch (command.action()) {
          case ENSURE ->
              () ->
                  answered.contains(id + command.generation())
                      ? cloud.ensureAgain(command.request())
                      : cloud.ensure(command.request());
          case KEEP -> () -> cloud.renew(id);
          case RELEASE -> () -> cloud.release(id);
        };
    call(call, command, seen -> answered(command, seen));
  }

  private void call(Supplier<Observed> call, ClusterCommand command, Consumer<Observed> answer) {
    if (world.chance.of(Fault.WORKER_CRASHES)) {
      world.trace.say(NAME, "crashes before a call");
      crash();
      return;
    }
    boolean slow = world.chance.of(Fault.CALL_TAKES_LONG);
    long longest = World.TIMES.longestCall().toMillis();
    long there = slow ? world.chance.between(0, longest) : world.chance.between(1, 300);
    long back = slow ? world.chance.between(0, longest - there) : world.chance.between(1, 300);
    int mine = life;
    world.agenda.in(
        there,
        () -> {
          Observed seen = call.get();
          world.agenda.in(back, () -> hear(command, seen, mine, answer));
        });
  }

  private void hear(ClusterCommand command, Observed seen, int mine, Consumer<Observed> answer) {
    if (mine != life) {
      return;
    }
    if (world.chance.of(Fault.WORKER_CRASHES)) {
      world.trace.say(NAME, "crashes after " + command.action());
      crash();
      return;
    }
    answer.accept(seen);
  }

  private void answered(ClusterCommand command, Observed seen) {
    if (command.action() == ClusterCommand.Action.ENSURE && isOnItsWay(command, seen)) {
      observed(command, seen);
    }
    seen(command, seen);
  }

  private void seen(ClusterCommand command, Observed seen) {
    if (!isOnItsWay(command, seen)) {
      generations.remove(command.request().clusterId(), command.generation());
      observed(command, seen);
    } else if (!isOutdated(command)
        && clock.instant().isBefore(command.notAfter().plus(World.TIMES.longestCall()))) {
      int mine = life;
      world.agenda.in(2 * SECOND, () -> lookAgain(command, mine));
    }
  }

  private void lookAgain(ClusterCommand command, int mine) {
    String id = command.request().clusterId();
    if (mine == life) {
      call(
          command.action() == ClusterCommand.Action.ENSURE
              ? () -> cloud.describe(id)
              : () -> cloud.release(id),
          command,
          seen -> seen(command, seen));
    }
  }

  private static boolean isOnItsWay(ClusterCommand command, Observed seen) {
    return switch (command.action()) {
      case ENSURE -> seen.state() == Observed.State.STARTING;
      case RELEASE -> seen.state() == Observed.State.STOPPING;
      case KEEP -> false;
    };
  }

  private void observed(ClusterCommand command, Observed seen) {
    var failure = seen.failure();
    if (failure == null || !failure.kind().isPassing()) {
      answered.add(command.request().clusterId() + command.generation());
    }
    var observation =
        new ClusterObservation(
            command.request().clusterId(), command.action(), command.generation(), seen);
    if (world.chance.of(Fault.OBSERVATION_IS_LOST)) {
      return;
    }
    publish(observation);
    if (world.chance.of(Fault.OBSERVATION_IS_REPEATED)) {
      world.agenda.in(world.chance.between(0, 90 * SECOND), () -> publish(observation));
    }
  }

  private void publish(ClusterObservation seen) {
    world.append(
        world.topics.observations("cluster"), seen.clusterId(), "/mayfly/worker", null, seen);
  }

  private boolean isOutdated(ClusterCommand command) {
    return generations.merge(command.request().clusterId(), command.generation(), Math::max)
        > command.generation();
  }
}
