package dev.mayfly.submit;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the drivers that live in line with the assignments that name this submitter. It acts only
 * after it has read all assignments to their end: before that, a driver without an assignment may
 * only look unwanted.
 */
public final class Reconciler {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final String submitter;
  private final DriverHost host;
  private final Reports reports;
  private final Times times;
  private final Clock clock;
  private final Supplier<Duration> sinceBoot;
  private final Runnable readToEnd;
  private final Map<String, Assignment> assignments = new HashMap<>();
  private final Map<String, AttemptLoop> attempts = new HashMap<>();
  private final Map<String, List<DriverRef>> unwanted = new HashMap<>();

  /**
   * @param sinceBoot the clock that drivers' leases go by
   * @param readToEnd returns when all has been taken over that was assigned before it was called;
   *     throws IllegalStateException when that cannot be known
   */
  public Reconciler(
      String submitter,
      DriverHost host,
      Reports reports,
      Times times,
      Clock clock,
      Supplier<Duration> sinceBoot,
      Runnable readToEnd) {
    this.submitter = submitter;
    this.host = host;
    this.reports = reports;
    this.times = times;
    this.clock = clock;
    this.sinceBoot = sinceBoot;
    this.readToEnd = readToEnd;
  }

  /**
   * Takes over what the topic says of one attempt.
   *
   * @param assignment null for a tombstone
   */
  public synchronized void assign(String key, @Nullable Assignment assignment) {
    if (assignment != null && assignment.submitter().equals(submitter)) {
      assignments.put(key, assignment);
      return;
    }
    Assignment was = assignments.remove(key);
    AttemptLoop attempt = attempts.remove(key);
    if (was != null && attempt != null && !attempt.isFinished()) {
      unwanted.put(
          key,
          was.spec().steps().stream()
              .map(step -> new DriverRef(was.runId(), was.attempt(), step.name()))
              .toList());
    }
  }

  /** How many attempts it has that have not ended. */
  public synchronized int load() {
    return (int)
        assignments.keySet().stream()
            .map(attempts::get)
            .filter(a -> a == null || !a.isFinished())
            .count();
  }

  /**
   * Finds the drivers that nobody wants, which the next looks end. Called once, when all
   * assignments have been read.
   */
  public synchronized void findUnwanted() {
    for (DriverRef ref : host.list()) {
      String key = Assignment.key(ref.runId(), ref.attempt());
      if (!assignments.containsKey(key)) {
        log.warn("driver {} has no assignment any more; it is ended", ref);
        unwanted.merge(key, List.of(ref), Reconciler::both);
      }
    }
  }

  /** The attempts that are to be looked at, by key. */
  public synchronized Collection<String> keys() {
    var keys = new LinkedHashSet<>(assignments.keySet());
    keys.addAll(unwanted.keySet());
    return keys;
  }

  /** One look at one attempt; looks at different attempts may run side by side. */
  public void look(String key) {
    end(key);
    Wanted wanted = wanted(key);
    if (wanted != null
        && wanted.attempt().takeUp(wanted.assignment(), clock.instant(), readToEnd)) {
      wanted = wanted(key);
    }
    if (wanted != null) {
      wanted.attempt().look(wanted.assignment(), clock.instant());
    }
  }

  private synchronized @Nullable Wanted wanted(String key) {
    Assignment assignment = assignments.get(key);
    if (assignment == null) {
      return null;
    }
    AttemptLoop attempt = attempts.get(key);
    if (attempt == null) {
      attempt = new AttemptLoop(assignment, host, reports, times, sinceBoot);
      attempts.put(key, attempt);
    }
    return new Wanted(assignment, attempt);
  }

  private record Wanted(Assignment assignment, AttemptLoop attempt) {}

  private void end(String key) {
    List<DriverRef> drivers;
    synchronized (this) {
      drivers = unwanted.getOrDefault(key, List.of());
    }
    boolean live = false;
    for (DriverRef ref : drivers) {
      if (host.find(ref) instanceof DriverState.Running) {
        host.stop(ref, true);
        live = true;
      } else {
        host.forget(ref);
      }
    }
    if (!live) {
      synchronized (this) {
        unwanted.remove(key);
      }
    }
  }

  private static List<DriverRef> both(List<DriverRef> some, List<DriverRef> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }
}
