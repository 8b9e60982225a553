package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.SubmitterAnnounced;
import dev.mayfly.engine.Input;
import dev.mayfly.submit.Reconciler;
import dev.mayfly.testkit.log.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One submitter: the real reconciler over its host, which outlives it. A crash takes all that the
 * reconciler remembers.
 */
final class SubmitterProcess {
  private static final long LOOK = 2 * SECOND;
  private static final long AFTER_FAILURE = 5 * SECOND;

  /** Longer than the silence after which an attempt may be given up. */
  private static final long LONGEST_FREEZE = 9 * MINUTE;

  private final World world;
  private final String id;
  private final SimulatedHost host;
  private final Map<String, Long> busyUntil = new HashMap<>();
  private @Nullable Reconciler reconciler;
  private long nextOffset;
  private long lastArrival;
  private final HostClock clock;
  private long cutOffUntil;
  private long frozenUntil;
  private int life;
  private boolean looking;
  private boolean ready;

  SubmitterProcess(World world, String id, SimulatedHost host) {
    this.world = world;
    this.id = id;
    this.host = host;
    this.clock = new HostClock(world, id, () -> {});
    world.tail.follow(world.topics.assignments(), this::arrive);
    start();
    planTrouble();
  }

  boolean isCutOff() {
    return world.agenda.now() < cutOffUntil;
  }

  private boolean isFrozen() {
    return world.agenda.now() < frozenUntil;
  }

  /** Of this process; what it did in an earlier one is nobody's any more. */
  int life() {
    return life;
  }

  private void start() {
    life++;
    nextOffset = 0;
    ready = false;
    busyUntil.clear();
    looking = false;
    var reports = new SimulatedReports(world, this);
    var crashing = new CrashingHost(world, host);
    reconciler =
        new Reconciler(
            id,
            crashing,
            reports,
            World.TIMES,
            clock,
            () -> Duration.ofMillis(world.agenda.now()),
            this::readToEnd);
    int mine = life;
    world.agenda.at(cutOffUntil, () -> begin(mine));
  }

  /** All assignments are read to their end before anything is done. */
  private void begin(int mine) {
    Reconciler current = reconciler;
    if (mine != life || current == null) {
      return;
    }
    if (isCutOff() || isFrozen()) {
      world.agenda.at(Math.max(frozenUntil, cutOffUntil), () -> begin(mine));
      return;
    }
    takeUpTo(current, Long.MAX_VALUE);
    ready = true;
    try {
      current.findUnwanted();
    } catch (IllegalStateException | SubmitterCrash e) {
      crash();
      return;
    }
    announce(mine);
    lookSoon();
  }

  private void readToEnd() {
    Reconciler current = reconciler;
    if (isCutOff() || current == null) {
      throw new IllegalStateException("assignments cannot be read to their end");
    }
    takeUpTo(current, Long.MAX_VALUE);
  }

  private void announce(int mine) {
    Reconciler current = reconciler;
    if (mine != life || current == null) {
      return;
    }
    if (!isCutOff() && !isFrozen()) {
      var announced =
          new SubmitterAnnounced(id, "host-" + id, List.of("local"), current.load(), world.clock());
      world.append(world.topics.submitters(), id, "/mayfly/submit-service", null, announced);
    }
    if (!world.over) {
      world.agenda.in(World.TIMES.announce().toMillis(), () -> announce(mine));
    }
  }

  private void arrive(Input.Received record) {
    lastArrival = Math.max(lastArrival, world.arrivesAt(id, record));
    deliver(record, lastArrival);
  }

  private void deliver(Input.Received record, long at) {
    int mine = life;
    world.agenda.at(
        at,
        () -> {
          Reconciler current = reconciler;
          if (isCutOff() || isFrozen()) {
            long until = Math.max(frozenUntil, cutOffUntil);
            lastArrival = Math.max(lastArrival, until);
            deliver(record, until);
          } else if (mine == life && current != null && ready) {
            takeUpTo(current, record.offset());
            lookSoon();
          }
        });
  }

  /** What was held up before comes first. */
  private void takeUpTo(Reconciler current, long offset) {
    for (Input.Received r : world.log.read(new Place(world.topics.assignments(), 0), nextOffset)) {
      if (r.offset() <= offset) {
        take(current, r);
      }
    }
  }

  private void take(Reconciler current, Input.Received record) {
    String key = record.key();
    nextOffset = record.offset() + 1;
    if (key == null) {
      return;
    }
    byte[] value = record.value();
    if (value == null) {
      current.assign(key, null);
      return;
    }
    BinaryMode.read(record.headers(), new String(value, StandardCharsets.UTF_8))
        .ifPresent(e -> current.assign(key, e.payload(Assignment.class)));
  }

  private void lookSoon() {
    if (!looking) {
      looking = true;
      int mine = life;
      world.agenda.in(world.chance.between(1, 50), () -> look(mine));
    }
  }

  private void look(int mine) {
    Reconciler current = reconciler;
    if (mine != life || current == null) {
      return;
    }
    if (isFrozen()) {
      world.agenda.at(frozenUntil, () -> look(mine));
      return;
    }
    var keys = new ArrayList<>(current.keys());
    try {
      for (String key : keys) {
        lookAt(current, key);
      }
    } catch (SubmitterCrash e) {
      crash();
      return;
    }
    looking = !keys.isEmpty();
    if (looking) {
      world.agenda.in(LOOK, () -> look(mine));
    }
  }

  private void lookAt(Reconciler current, String key) {
    if (busyUntil.getOrDefault(key, 0L) > world.agenda.now()) {
      return;
    }
    try {
      current.look(key);
    } catch (IllegalStateException e) {
      // as the submit loop: the attempt is looked at again some time later
      world.trace.say(id, "cannot look after " + key + ": " + e.getMessage());
      busyUntil.put(key, world.agenda.now() + AFTER_FAILURE);
    }
  }

  private void crash() {
    world.trace.say(id, "crashes");
    life++;
    reconciler = null;
    long down =
        world.chance.one(6)
            ? world.chance.between(MINUTE, 20 * MINUTE)
            : world.chance.between(SECOND, MINUTE);
    world.agenda.in(down, this::start);
  }

  private void planTrouble() {
    world.agenda.in(
        world.chance.between(3 * MINUTE, 15 * MINUTE),
        () -> {
          if (world.chance.of(Fault.SUBMITTER_IS_CUT_OFF)) {
            long takes =
                world.chance.one(2)
                    ? world.chance.between(SECOND, MINUTE)
                    : world.chance.between(MINUTE, 15 * MINUTE);
            cutOffUntil = world.agenda.now() + takes;
            world.trace.say(id, "cannot reach the broker for " + takes + " ms");
          }
          if (world.chance.of(Fault.SUBMITTER_FREEZES)) {
            long takes = world.chance.between(SECOND, LONGEST_FREEZE);
            frozenUntil = world.agenda.now() + takes;
            world.trace.say(id, "is frozen for " + takes + " ms");
          }
          if (world.chance.of(Fault.HOST_DIES)) {
            host.dies();
            if (reconciler != null) {
              crash();
            }
          }
          planTrouble();
        });
  }

  /** As the real reports: the same for every repetition. */
  static String eventId(String... parts) {
    return Json.sha256(String.join("\n", parts)).substring(0, 32);
  }
}
