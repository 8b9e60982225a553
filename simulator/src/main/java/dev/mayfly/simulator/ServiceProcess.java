package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.testkit.log.FakeLog;
import dev.mayfly.testkit.log.FakeSequencer;
import dev.mayfly.testkit.log.FakeSequencer.CrashPoint;
import dev.mayfly.testkit.log.FakeSequencer.Step;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One service that decides: its sequencer, its crashes and its restarts. */
final class ServiceProcess {
  private static final long NEVER = Long.MAX_VALUE;

  private final World world;
  private final String name;
  private final Supplier<Decision> decision;
  private final Reads reads;
  private final Runnable onCrash;
  private final HostClock clock;
  private final IdentityHashMap<Input.Received, Long> arrivals = new IdentityHashMap<>();
  private @Nullable FakeSequencer sequencer;
  private long wakeAt = NEVER;
  private long downSince = -1;
  private long downBefore;
  private long cutOffUntil;

  /**
   * @param onCrash ends what else lives in the same process
   */
  ServiceProcess(World world, String name, Supplier<Decision> decision, Runnable onCrash) {
    this.world = world;
    this.name = name;
    this.decision = decision;
    this.reads = Reads.of(world.topics, name);
    this.onCrash = onCrash;
    this.clock = new HostClock(world, name, () -> wake(world.agenda.now()));
    planCutOff();
    reads.topics().forEach(t -> world.tail.follow(t, this::arrive));
    start();
  }

  /** How long it was down or cut off up to now, in all. */
  long down() {
    long now = world.agenda.now();
    long toCome = Math.max(0, cutOffUntil - now);
    return downBefore - toCome + (downSince < 0 ? 0 : now - downSince);
  }

  private void start() {
    sequencer = new FakeSequencer(world.log, world.topics, reads, decision.get(), clock);
    if (downSince >= 0) {
      world.trace.say(name, "is up again");
      downBefore += world.agenda.now() - downSince;
      downSince = -1;
    }
    wakeAt = NEVER;
    wake(world.agenda.now());
  }

  private void arrive(Input.Received record) {
    long at = world.arrivesAt(name, record);
    arrivals.put(record, at);
    wake(at);
  }

  private boolean isHere(Input.Received record) {
    return arrivals.getOrDefault(record, NEVER) <= world.agenda.now();
  }

  private void wake(long at) {
    long due = Math.max(at, world.agenda.now());
    if (sequencer != null && due < wakeAt) {
      wakeAt = due;
      world.agenda.at(due, () -> woken(due));
    }
  }

  private void woken(long due) {
    FakeSequencer current = sequencer;
    if (current == null || due != wakeAt) {
      return;
    }
    wakeAt = NEVER;
    if (world.agenda.now() < cutOffUntil) {
      wake(cutOffUntil);
      return;
    }
    boolean mayFire = current.mayFire();
    List<Input.Received> inputs = current.inputs();
    List<Input.Received> here = inputs.stream().filter(this::isHere).toList();
    if (here.isEmpty() && !mayFire) {
      inputs.forEach(r -> wake(arrivals.getOrDefault(r, NEVER)));
      current
          .nextTimer()
          .map(t -> Agenda.millis(t) - clock.ahead())
          .filter(t -> t > world.agenda.now())
          .ifPresent(this::wake);
      return;
    }
    planCrash(current);
    boolean fires = mayFire && (here.isEmpty() || world.chance.one(2));
    Step step = step(current, fires, here);
    if (step == Step.CRASHED) {
      crashed(current);
    } else {
      wake(world.agenda.now() + world.chance.between(1, 5));
    }
  }

  /** A decision that throws and is not dead-lettered would be asked again and again. */
  private Step step(FakeSequencer current, boolean fires, List<Input.Received> here) {
    try {
      return fires ? current.fire() : current.handle(world.chance.pick(here));
    } catch (RuntimeException e) {
      throw new PromiseBroken(7, name + " does not get past " + e);
    }
  }

  private void planCrash(FakeSequencer current) {
    if (world.chance.of(Fault.SERVICE_CRASHES_BEFORE_WRITING)) {
      current.crashAt(CrashPoint.BEFORE_WRITE);
    } else if (world.chance.of(Fault.SERVICE_CRASHES_BEFORE_COMMIT)) {
      current.crashAt(CrashPoint.BEFORE_COMMIT);
    } else if (world.chance.of(Fault.SERVICE_CRASHES_AFTER_COMMIT)) {
      current.crashAt(CrashPoint.AFTER_COMMIT);
    }
  }

  private void planCutOff() {
    world.agenda.in(
        world.chance.between(5 * MINUTE, 20 * MINUTE),
        () -> {
          if (sequencer != null && world.chance.of(Fault.SERVICE_IS_CUT_OFF)) {
            long takes = world.chance.mostlyShort(SECOND, 8 * MINUTE);
            cutOffUntil = world.agenda.now() + takes;
            downBefore += takes;
            world.trace.say(name, "cannot reach the broker for " + takes + " ms");
          }
          planCutOff();
        });
  }

  /** It was only stopped, and another has taken over: whatever it still does must not count. */
  private void comesBack(FakeSequencer zombie) {
    if (world.chance.of(Fault.SERVICE_COMES_BACK_AS_A_ZOMBIE)) {
      world.agenda.in(
          world.chance.between(0, 2 * MINUTE),
          () -> {
            world.trace.say(name, "its predecessor comes back and goes on");
            if (zombie.goesOn()) {
              throw new PromiseBroken(1, "two of " + name + " decide at once");
            }
          });
    }
  }

  private void crashed(FakeSequencer dead) {
    world.trace.say(name, "crashes");
    sequencer = null;
    downSince = world.agenda.now();
    onCrash.run();
    world.agenda.in(FakeLog.TRANSACTION_TIMEOUT.toMillis() + 1, world.log::expireTransactions);
    world.agenda.in(
        downFor(),
        () -> {
          start();
          comesBack(dead);
        });
  }

  private long downFor() {
    if (world.chance.of(Fault.SERVICE_IS_GONE_FOR_HOURS)) {
      return World.TIMES.dedupeWindow().toMillis() + world.chance.between(0, 20 * MINUTE);
    }
    return world.chance.one(8)
        ? world.chance.between(MINUTE, 12 * MINUTE)
        : world.chance.between(SECOND, 40 * SECOND);
  }
}
