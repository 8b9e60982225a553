package dev.mayfly.simulator;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.job.JobSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Promise 12: a shared cluster is not put out under a lease, and no lease ends but for a reason of
 * its own; no more runs hold it, and have drivers on it, than may; it is put out when nobody has
 * held it for its idle time. A standing cluster is started once at a time, and is of the size that
 * its profile says.
 */
final class SharedWatch {
  private final Cloud cloud;
  private final DriverWatch drivers;
  private final LongSupplier now;
  private final LongSupplier down;
  private final Map<String, JobSpec.Cluster> asked = new HashMap<>();
  private final Map<String, Held> clusters = new HashMap<>();
  private final Map<String, Held> byAttempt = new HashMap<>();
  private final Set<String> over = new HashSet<>();
  private final Set<String> unproved = new HashSet<>();

  /** A shared cluster, with the attempts that hold it. */
  private static final class Held {
    final String id;
    final @Nullable String existing;
    final JobSpec.Shared shared;
    final Set<String> attempts = new TreeSet<>();

    /** Those of them that have ended, with why, and when that was. */
    final Map<String, Since> ended = new HashMap<>();

    boolean stopping;
    Since idle;

    Held(String id, @Nullable String existing, JobSpec.Shared shared, Since idle) {
      this.id = id;
      this.existing = existing;
      this.shared = shared;
      this.idle = idle;
    }
  }

  private record Since(long at, long downBefore, String why) {}

  /**
   * @param now in milliseconds
   * @param down for how long, in all, those who put clusters out have been down
   */
  SharedWatch(Cloud cloud, DriverWatch drivers, LongSupplier now, LongSupplier down) {
    this.cloud = cloud;
    this.drivers = drivers;
    this.now = now;
    this.down = down;
    drivers.onStart(this::started);
  }

  boolean knows(String clusterId) {
    return clusters.containsKey(clusterId);
  }

  void on(JobAccepted e) {
    JobSpec.Cluster cluster = e.spec().cluster();
    if (cluster.existing() != null) {
      ExistingCluster is = Users.standing(cluster.existing());
      if (!new JobSpec.Shared(is.leases(), is.idle()).equals(cluster.shared())) {
        String what = e.runId() + " is accepted for " + cluster + ", which is " + is;
        throw new PromiseBroken(12, what, e.runId());
      }
    }
    if (cluster.shared() != null) {
      asked.put(e.runId(), cluster);
    }
  }

  void on(ClusterEvent event) {
    if (event instanceof ClusterStarting e && asked.containsKey(e.runId())) {
      given(e, asked.get(e.runId()));
    } else if (event instanceof ClusterFailed e) {
      over.add(Assignment.key(e.runId(), e.attempt()));
    } else if (event instanceof LeaseEnded e) {
      ended(Assignment.key(e.runId(), e.attempt()));
    } else if (event instanceof ClusterStopping e) {
      stopping(e.clusterId());
    } else if (event instanceof ClusterStopped e && e.runId() != null) {
      // there is none of its profile
      remove(Assignment.key(e.runId(), e.attempt()));
    }
  }

  /** From now on its lease may end, and must in time. */
  void attemptEnded(String runId, int attempt, String why) {
    String key = Assignment.key(runId, attempt);
    over.add(key);
    Held held = byAttempt.get(key);
    if (held != null) {
      held.ended.putIfAbsent(key, since(why));
    }
  }

  /** A stop was asked for: from now on its lease may end. */
  void stopAsked(String runId, int attempt) {
    over.add(Assignment.key(runId, attempt));
  }

  /** Its driver may still live, and says so. */
  void unconfirmed(String runId) {
    unproved.add(runId);
  }

  void check() {
    for (Cluster cluster : cloud.inventory()) {
      Held held = clusters.get(cluster.id);
      if (held == null) {
        continue;
      }
      held.ended.forEach(
          (attempt, since) -> {
            if (isLonger(since, 0)) {
              throw broken(held, "is still held by " + attempt + " although " + since.why());
            }
          });
      long idle = held.shared.idle().toMillis();
      boolean wanted = !held.attempts.isEmpty() || held.stopping || cluster.releaseAsked;
      if (!wanted && !cluster.mayComeBack && isLonger(held.idle, idle)) {
        String limit = Durations.text(held.shared.idle());
        throw broken(held, "is not put out although nobody has held it for " + limit);
      }
    }
  }

  private void given(ClusterStarting e, JobSpec.Cluster cluster) {
    JobSpec.Shared shared = Objects.requireNonNull(cluster.shared());
    String existing = cluster.existing();
    Held held =
        clusters.computeIfAbsent(
            e.clusterId(), id -> new Held(id, existing, shared, since("it is new")));
    clusters.values().stream()
        .filter(c -> c != held && !c.stopping && existing != null && existing.equals(c.existing))
        .forEach(
            c -> {
              throw broken(held, "is " + existing + ", and so is " + c.id);
            });
    String key = Assignment.key(e.runId(), e.attempt());
    held.attempts.add(key);
    byAttempt.put(key, held);
    if (held.stopping) {
      throw broken(held, "is given to " + key + " although it is put out");
    }
    if (!held.shared.equals(shared)) {
      throw broken(held, "is given to " + key + ", which asked for another");
    }
    if (held.attempts.size() > shared.leases()) {
      throw broken(held, "is held by " + held.attempts + ", which are too many");
    }
  }

  private void ended(String key) {
    Held held = byAttempt.get(key);
    if (held != null && !over.contains(key)) {
      throw broken(held, "is taken from " + key + ", which has not ended");
    }
    remove(key);
  }

  private void remove(String key) {
    Held held = byAttempt.remove(key);
    if (held != null) {
      held.attempts.remove(key);
      held.ended.remove(key);
      held.idle = since("nobody holds it");
    }
  }

  private void stopping(String clusterId) {
    Held held = clusters.get(clusterId);
    if (held == null) {
      return;
    }
    if (!held.attempts.isEmpty()) {
      throw broken(held, "is put out while " + held.attempts + " hold it");
    }
    held.stopping = true;
  }

  private void started(Driver driver) {
    Held held = clusters.get(driver.clusterId);
    if (held == null || unproved.contains(driver.runId)) {
      return;
    }
    var attempts = new TreeSet<String>();
    drivers
        .live()
        .filter(d -> d.clusterId.equals(held.id) && !unproved.contains(d.runId))
        .forEach(d -> attempts.add(Assignment.key(d.runId, d.attempt)));
    if (attempts.size() > held.shared.leases()) {
      throw broken(held, "has drivers of " + attempts + ", which are too many");
    }
  }

  private Since since(String why) {
    return new Since(now.getAsLong(), down.getAsLong(), why);
  }

  private boolean isLonger(Since since, long than) {
    long up = now.getAsLong() - since.at() - (down.getAsLong() - since.downBefore());
    return up > than + World.TIMES.grace().toMillis();
  }

  private static PromiseBroken broken(Held held, String what) {
    return new PromiseBroken(12, "shared cluster " + held.id + " " + what, held.id);
  }
}
