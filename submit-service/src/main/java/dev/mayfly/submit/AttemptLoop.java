package dev.mayfly.submit;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.Visible;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.JobStarted;
import dev.mayfly.contracts.event.StepEvent.StepFinished;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.StepReferences.Filled;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.host.DriverRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, brought in line with its assignment a look at a time: its steps run as {@code after}
 * says, side by side where it allows. Where the drivers stand is asked of their host, so that a
 * restart goes on where the drivers are.
 */
final class AttemptLoop {
  private static final int LONGEST_CAUSE = 2000;

  private final Times times;
  private final Contact contact;
  private final List<StepDriver> drivers;
  private final StepResults results;
  private final int cores;
  private boolean started;
  private boolean adopted;
  private boolean finished;

  AttemptLoop(
      Assignment a, DriverHost host, Reports reports, Times times, Supplier<Duration> sinceBoot) {
    this.times = times;
    this.contact = new Contact(reports, times.driverLease(), sinceBoot);
    this.drivers =
        a.spec().steps().stream()
            .map(
                step ->
                    new StepDriver(
                        new DriverRef(a.runId(), a.attempt(), step.name()),
                        step,
                        host,
                        contact,
                        times.heartbeat()))
            .toList();
    this.results = new StepResults(a.spec(), a.kept());
    this.cores = a.spec().cluster().coresOfRun();
  }

  /** Nothing is left to do for the attempt; its tombstone is all that is waited for. */
  boolean isFinished() {
    return finished;
  }

  /**
   * Says that the attempt is taken up, before anything is started for it. What had been assigned by
   * the time that was acknowledged must then be known: the scheduler gives no attempt up without
   * having read what was said of it, so that either its stop is seen here, or its driver's lease is
   * waited for there.
   *
   * @param readToEnd see {@link Reconciler}
   * @return whether it was done now, so that the assignment may be another
   */
  boolean takeUp(Assignment a, Instant now, Runnable readToEnd) {
    if (started) {
      return false;
    }
    contact.publish(new JobStarted(a.runId(), a.attempt(), a.clusterId(), a.submitter(), now));
    readToEnd.run();
    started = true;
    return true;
  }

  /** One look: starts what is missing, stops what must stop, says what is new. */
  void look(Assignment a, Instant now) {
    if (finished) {
      return;
    }
    find();
    tend(a, now);
    sumUp(a, now);
    goOn(a, now);
    if (results.areComplete()) {
      finish(a, now);
    }
  }

  /** What an earlier life of this submitter started is looked for once; later, what may run. */
  private void find() {
    for (StepDriver driver : open()) {
      if (!adopted || results.allow(driver.step())) {
        driver.find();
      }
    }
    adopted = true;
  }

  private List<StepDriver> open() {
    return drivers.stream().filter(d -> !results.has(d.step().name())).toList();
  }

  private List<StepDriver> running() {
    return open().stream().filter(StepDriver::isRunning).toList();
  }

  /** Null while what runs may run. */
  private @Nullable Stop stop(Assignment a) {
    Stop assigned = Stop.of(a);
    StepResult fatal = results.fatal();
    return assigned != null || fatal == null
        ? assigned
        : Stop.because(fatal, results.failedAt().plus(times.politeStop()));
  }

  private void tend(Assignment a, Instant now) {
    Stop stop = stop(a);
    Instant roomSince = open().stream().anyMatch(StepDriver::hasRoom) ? now : results.lastEnd();
    for (StepDriver driver : running()) {
      driver.heartbeat(now);
      driver.tell();
      driver.endIfNeeded(stop, roomSince, now);
    }
  }

  /**
   * After a restart what failed and what was stopped because of it are found ended alike: what
   * ended by its own doing counts first, in the order in which it did; then what could not be
   * started for want of a value, which is found out anew; then the others.
   */
  private void sumUp(Assignment a, Instant now) {
    var ended = new ArrayList<Ended>();
    for (StepDriver driver : open()) {
      if (driver.hasEnded()) {
        // Whatever shipping logs takes, the others live on.
        running().forEach(other -> other.heartbeat(now));
        ended.add(new Ended(driver.wasStopped(), driver.result(a)));
      }
    }
    ended.sort(comparing((Ended e) -> e.result().endedAt(), nullsFirst(naturalOrder())));
    Stop assigned = Stop.of(a);
    for (Ended e : ended) {
      if (!e.stopped()) {
        end(a, e.result(), assigned, now);
      }
    }
    if (assigned == null) {
      refuseWhatLacksAValue(a, now);
    }
    Stop stop = stop(a);
    for (Ended e : ended) {
      if (e.stopped()) {
        end(a, e.result(), stop, now);
      }
    }
  }

  private record Ended(boolean stopped, StepResult result) {}

  private void refuseWhatLacksAValue(Assignment a, Instant now) {
    for (StepDriver driver : open()) {
      JobSpec.Step step = driver.step();
      if (driver.isAbsent() && results.allow(step) && results.fatal() == null) {
        List<String> faults = results.filled(step).faults();
        if (!faults.isEmpty()) {
          String cause = Visible.of(String.join("; ", faults), LONGEST_CAUSE);
          FailureClass cls = FailureClass.CONFIGURATION;
          end(a, Stop.unstarted(step.name(), Outcome.FAILED, cls, cause, now), null, now);
        }
      }
    }
  }

  private void end(Assignment a, StepResult seen, @Nullable Stop stop, Instant now) {
    StepResult result = stop == null ? seen : stop.ended(seen);
    contact.publish(new StepFinished(a.runId(), a.attempt(), result));
    results.add(result, now);
  }

  /** Starts what may start, and leaves out what never may. */
  private void goOn(Assignment a, Instant now) {
    int running = running().size();
    for (StepDriver driver : open()) {
      if (driver.isAbsent()) {
        JobSpec.Step step = driver.step();
        Stop stop = stop(a);
        StepResult failed = results.inTheWayOf(step);
        if (stop != null) {
          results.add(stop.kept(step.name(), now), now);
        } else if (failed != null) {
          results.add(Stop.because(failed, null).kept(step.name(), now), now);
        } else if (results.allow(step) && running < cores) {
          start(a, driver, now);
          running++;
        }
      }
    }
  }

  private void start(Assignment a, StepDriver driver, Instant now) {
    JobSpec.Step step = driver.step();
    if (contact.isLost()) {
      // The scheduler goes by what is said of it: a later life of this submitter must not start it.
      driver.refuse(
          FailureClass.INFRASTRUCTURE,
          "the submitter could not reach the broker for longer than a driver's lease");
      return;
    }
    Filled filled = results.filled(step);
    driver.start(a, filled.step(), now);
  }

  private void finish(Assignment a, Instant now) {
    StepResult deciding = results.deciding();
    contact.publish(
        new JobFinished(
            a.runId(),
            a.attempt(),
            a.clusterId(),
            deciding.outcome(),
            deciding.failureClass(),
            deciding.cause(),
            new Summary(results.inOrder(), deciding.log()),
            now));
    finished = true;
  }
}
