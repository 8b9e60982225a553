package dev.mayfly.submit;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.host.DriverRef;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
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
  private final Map<String, Assignment> assignments = new HashMap<>();
  private final Map<String, AttemptLoop> attempts = new HashMap<>();

  /**
   * @param sinceBoot the clock that drivers' leases go by
   */
  public Reconciler(
      String submitter,
      DriverHost host,
      Reports reports,
      Times times,
      Clock clock,
      Supplier<Duration> sinceBoot) {
    this.submitter = submitter;
    this.host = host;
    this.reports = reports;
    this.times = times;
    this.clock = clock;
    this.sinceBoot = sinceBoot;
  }

  /**
   * Takes over what the topic says of one attempt.
   *
   * @param assignment null for a tombstone
   */
  public synchronized void assign(String key, @Nullable Assignment assignment) {
    if (assignment == null || !assignment.submitter().equals(submitter)) {
      assignments.remove(key);
      attempts.remove(key);
    } else {
      assignments.put(key, assignment);
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

  /** Ends the drivers that nobody wants. Called once, when all assignments have been read. */
  public void endUnwanted() {
    for (DriverRef ref : host.list()) {
      if (!isWanted(ref)) {
        log.warn("driver {} has no assignment any more; it is ended", ref);
        host.stop(ref, true);
      }
    }
  }

  /** The attempts that are to be looked at, by key. */
  public synchronized Collection<String> keys() {
    return new ArrayList<>(assignments.keySet());
  }

  /** One look at one attempt; looks at different attempts may run side by side. */
  public void look(String key) {
    Assignment assignment;
    AttemptLoop attempt;
    synchronized (this) {
      assignment = assignments.get(key);
      if (assignment == null) {
        return;
      }
      attempt =
          attempts.computeIfAbsent(key, k -> new AttemptLoop(host, reports, times, sinceBoot));
    }
    attempt.look(assignment, clock.instant());
  }

  private synchronized boolean isWanted(DriverRef ref) {
    return assignments.containsKey(Assignment.key(ref.runId(), ref.attempt()));
  }
}
