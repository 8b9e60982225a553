package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.StepMetrics;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.host.DriverProgress;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where one submitter's drivers live. As real processes they survive the submitter, and end when
 * their lease lapses.
 */
final class SimulatedHost implements DriverHost {
  private final World world;
  private final DriverWatch watch;
  private final StepWatch steps;
  private final Map<DriverRef, Driver> drivers = new LinkedHashMap<>();

  SimulatedHost(World world, Cloud cloud, DriverWatch watch, StepWatch steps) {
    this.world = world;
    this.watch = watch;
    this.steps = steps;
    cloud.onEnd(this::clusterEnded);
  }

  @Override
  public void start(DriverRef ref, Assignment a, JobSpec.Step step, Duration sinceBoot) {
    if (drivers.containsKey(ref)) {
      return;
    }
    var driver = new Driver(ref, step.args(), a.clusterId(), world.clock(), report(ref));
    drivers.put(ref, driver);
    steps.started(driver);
    if (world.chance.of(Fault.DRIVER_NEVER_BEGINS)) {
      driver.alive = false;
      failed(driver, FailureClass.INFRASTRUCTURE, "it never began");
      return;
    }
    driver.leaseUntil = sinceBoot.plus(World.TIMES.driverLease()).toMillis();
    if (world.agenda.now() >= driver.leaseUntil) {
      driver.alive = false;
      failed(driver, FailureClass.INFRASTRUCTURE, "its lease had lapsed before it began");
      return;
    }
    world.trace.say("host", "starts " + driver);
    watch.started(driver);
    world.agenda.at(driver.leaseUntil, () -> checkLease(driver));
    live(driver);
  }

  @Override
  public void refuse(DriverRef ref, FailureClass failureClass, String cause) {
    if (!drivers.containsKey(ref)) {
      var never = new Driver(ref, List.of(), "", world.clock(), null);
      never.alive = false;
      failed(never, failureClass, cause);
      drivers.put(ref, never);
    }
  }

  private void live(Driver driver) {
    long takes = world.chance.mostlyShort(SECOND, 4 * MINUTE);
    if (world.chance.of(Fault.DRIVER_HANGS)) {
      return;
    }
    if (world.chance.of(Fault.DRIVER_GETS_NO_EXECUTOR)) {
      driver.unschedulable = true;
    } else if (world.chance.of(Fault.DRIVER_FAILS)) {
      FailureClass failure = world.chance.pick(List.of(FailureClass.values()));
      endsIn(takes, driver, failure, "java.lang.IllegalStateException: no rows");
    } else if (world.chance.of(Fault.DRIVER_RUNS_OUT_OF_HOST)) {
      endsIn(takes, driver, FailureClass.INFRASTRUCTURE, "killed by someone else");
    } else {
      world.agenda.in(takes, () -> end(driver, Outcome.SUCCEEDED, null, ""));
    }
  }

  @Override
  public DriverState find(DriverRef ref) {
    Driver driver = drivers.get(ref);
    if (driver == null) {
      return new DriverState.Absent();
    }
    return driver.alive
        ? new DriverState.Running("host/" + driver.identity(), driver.startedAt)
        : new DriverState.Ended(driver.asked);
  }

  @Override
  public void stop(DriverRef ref, boolean force) {
    Driver driver = drivers.get(ref);
    if (driver == null || !driver.alive) {
      return;
    }
    driver.asked = true;
    if (force) {
      endsIn(world.chance.between(1, SECOND), driver, FailureClass.INFRASTRUCTURE, "killed");
    } else if (!world.chance.of(Fault.DRIVER_IGNORES_A_STOP)) {
      endsIn(world.chance.between(1, 20 * SECOND), driver, FailureClass.INFRASTRUCTURE, "stopped");
    }
  }

  @Override
  public void forget(DriverRef ref) {}

  @Override
  public List<DriverRef> list() {
    return drivers.values().stream().filter(d -> d.alive).map(d -> d.ref).toList();
  }

  @Override
  public void renew(DriverRef ref, Duration sinceBoot) {
    Driver driver = drivers.get(ref);
    if (driver != null && driver.alive) {
      long until = sinceBoot.plus(World.TIMES.driverLease()).toMillis();
      driver.leaseUntil = Math.max(driver.leaseUntil, until);
    }
  }

  @Override
  public DriverProgress progress(DriverRef ref) {
    Driver driver = drivers.get(ref);
    return driver != null && driver.unschedulable
        ? new DriverProgress(0, 0, 0, 0, 0, 0, 0, null, null, driver.startedAt)
        : DriverProgress.UNKNOWN;
  }

  @Override
  public StepResult result(DriverRef ref, Assignment assignment, JobSpec.Step step) {
    Driver driver = drivers.get(ref);
    if (driver == null || driver.alive) {
      throw new IllegalStateException("asked for the result of " + ref + ", which has not ended");
    }
    if (driver.result == null) {
      driver.result =
          new StepResult(
              step.name(),
              driver.outcome,
              driver.failureClass,
              driver.cause,
              driver.outcome.isSuccess() ? 0 : 1,
              driver.startedAt,
              world.clock(),
              metrics(driver),
              List.of(),
              List.of(),
              driver.reported,
              null,
              null,
              null);
    }
    return driver.result;
  }

  /**
   * What the application of a step reports, if it ends well: mostly how many rows it has seen,
   * seldom more than can be kept for a repair.
   */
  private @Nullable JsonNode report(DriverRef ref) {
    double drawn = world.chance.fraction(ref.hashCode());
    if (drawn < 0.1) {
      return null;
    }
    if (drawn < 0.102) {
      return Json.parse("{\"lines\": 7, \"text\": \"" + "x".repeat(RepairWatch.LONG) + "\"}");
    }
    return Json.parse(
        drawn < 0.2
            ? "{\"lines\": 7}"
            : drawn < 0.25
                ? "{\"rows\": \"${secret:mine}\"}"
                : "{\"rows\": " + (int) (drawn * 100) + "}");
  }

  /** What the listener counted; it does not always get to say so. */
  private @Nullable StepMetrics metrics(Driver driver) {
    if (world.chance.one(3)) {
      return null;
    }
    Instant first = world.chance.one(3) ? null : driver.startedAt.plusSeconds(1);
    Instant last = first == null || world.chance.one(3) ? null : first.plusSeconds(5);
    return new StepMetrics(null, 0, false, 7, 0, 7, 0, 0, 0, 0, 0, 0, 0, 3, 0, 1, 0, first, last);
  }

  /** It comes back with its disk, and with nothing that ran on it. */
  void dies() {
    world.trace.say("host", "loses its power");
    drivers
        .values()
        .forEach(d -> end(d, Outcome.FAILED, FailureClass.INFRASTRUCTURE, "the host died"));
  }

  /** A driver whose cluster is gone fails some time, or hangs for ever. */
  private void clusterEnded(String clusterId) {
    for (Driver driver : drivers.values()) {
      if (driver.alive && driver.clusterId.equals(clusterId) && !world.chance.one(3)) {
        long takes = world.chance.between(1, 2 * MINUTE);
        endsIn(takes, driver, FailureClass.INFRASTRUCTURE, "the master is lost");
      }
    }
  }

  private void checkLease(Driver driver) {
    if (!driver.alive) {
      return;
    }
    if (world.agenda.now() >= driver.leaseUntil) {
      end(driver, Outcome.FAILED, FailureClass.INFRASTRUCTURE, "its lease lapsed");
    } else {
      world.agenda.at(driver.leaseUntil, () -> checkLease(driver));
    }
  }

  private void endsIn(long millis, Driver driver, FailureClass failure, String cause) {
    world.agenda.in(millis, () -> end(driver, Outcome.FAILED, failure, cause));
  }

  private void end(Driver driver, Outcome how, @Nullable FailureClass failure, String cause) {
    if (!driver.alive) {
      return;
    }
    driver.alive = false;
    driver.outcome = how;
    if (failure != null) {
      failed(driver, failure, cause);
    }
    world.trace.say("host", driver + " ends: " + how + " " + cause);
    watch.ended(driver);
  }

  private static void failed(Driver driver, FailureClass failure, String cause) {
    driver.outcome = Outcome.FAILED;
    driver.failureClass = failure;
    driver.cause = cause;
  }
}
