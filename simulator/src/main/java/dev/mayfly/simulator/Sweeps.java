package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.cluster.Inventory;
import java.time.Instant;
import java.util.List;

/**
 * Lists what the provider has, by the rules of the real sweeper; and the neighbours whose clusters
 * the list has as well.
 */
final class Sweeps {
  private static final String NAME = "sweeper";
  private static final int A_GRACE = 10;

  private final World world;
  private final Cloud cloud;
  private final HostClock clock;

  Sweeps(World world, Cloud cloud) {
    this.world = world;
    this.cloud = cloud;
    this.clock = new HostClock(world, NAME, () -> {});
    planNext();
    if (world.chance.of(Fault.NEIGHBOURS_SHARE_THE_PROVIDER)) {
      long renewedFor = world.chance.between(0, 40 * MINUTE);
      world.agenda.in(
          world.chance.between(1, 10 * MINUTE),
          () -> cloud.addForeign("mf-f0e1d2-0123456789", renewedFor));
    }
  }

  private void planNext() {
    world.agenda.in(World.TIMES.grace().toMillis() / A_GRACE, this::sweep);
  }

  private void sweep() {
    if (world.over) {
      return;
    }
    Instant begun = clock.instant();
    long there = takes();
    long back = takes();
    world.agenda.in(there, () -> list(begun, back));
    world.agenda.in(there + back, this::planNext);
  }

  private void list(Instant begun, long back) {
    List<String> ids;
    try {
      ids = cloud.list();
    } catch (IllegalStateException e) {
      return;
    }
    var seen = new Inventory("local", ids, begun);
    world.agenda.in(back, () -> observed(seen));
  }

  private void observed(Inventory seen) {
    if (world.chance.of(Fault.OBSERVATION_IS_LOST)) {
      return;
    }
    world.append(world.topics.observations("cluster"), "local", "/mayfly/worker", null, seen);
    if (world.chance.of(Fault.OBSERVATION_IS_REPEATED)) {
      long later = world.chance.between(0, 90 * SECOND);
      world.agenda.in(
          later,
          () ->
              world.append(
                  world.topics.observations("cluster"), "local", "/mayfly/worker", null, seen));
    }
  }

  private long takes() {
    boolean slow = world.chance.of(Fault.CALL_TAKES_LONG);
    return slow
        ? world.chance.between(0, World.TIMES.longestCall().toMillis() / 2)
        : world.chance.between(1, 300);
  }
}
