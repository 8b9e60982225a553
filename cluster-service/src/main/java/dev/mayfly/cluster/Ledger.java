package dev.mayfly.cluster;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.LedgerEntry.Phase;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What exists or is meant to, from the first intent until the provider itself says that nothing is
 * left.
 */
final class Ledger {
  static final StateKind<LedgerEntry> CLUSTER = new StateKind<>("cluster", LedgerEntry.class);

  private final Topics topics;
  private final Times times;
  private final Leases leases;
  private final Commands commands;
  private final Teardown teardown;
  private final Lighting lighting;

  Ledger(Topics topics, Times times, Set<String> profiles, Submitters submitters) {
    this.topics = topics;
    this.times = times;
    this.leases = new Leases(topics, times, submitters);
    this.commands = new Commands(topics, times);
    this.teardown = new Teardown(topics, leases, commands);
    this.lighting = new Lighting(topics, times, profiles, leases, commands, teardown);
  }

  void on(AttemptStarted e, Turn turn) {
    lighting.on(e, turn);
  }

  void on(AttemptStopping e, Turn turn) {
    leases.find(e.runId(), e.attempt(), turn).ifPresent(lease -> stop(lease, e.reason(), turn));
  }

  private void stop(Lease lease, StopReason reason, Turn turn) {
    LedgerEntry entry = Leases.clusterOf(lease, turn);
    if (entry.phase() == Phase.LINGERING) {
      teardown.release(entry, "its run is stopping: " + reason, turn);
      return;
    }
    boolean driverLives = lease.phase() == Lease.Phase.HELD;
    if (driverLives) {
      leases.stop(entry, lease, reason, turn);
    }
    if (driverLives && reason != StopReason.SUSPECT) {
      leases.drain(entry, lease, turn);
    } else {
      teardown.end(lease, "its attempt is stopping: " + reason, turn);
    }
  }

  void on(JobFinished e, Turn turn) {
    turn.publishTombstone(topics.assignments(), Assignment.key(e.runId(), e.attempt()));
    over(e.runId(), e.attempt(), turn);
    leases.find(e.runId(), e.attempt(), turn).ifPresent(lease -> ended(lease, e, turn));
  }

  private void ended(Lease lease, JobFinished e, Turn turn) {
    if (!Lingering.isDue(e, lease, times)) {
      teardown.end(lease, "its job ended", turn);
      return;
    }
    String id = lease.clusterId();
    Instant until = turn.now().plus(times.linger());
    leases.endLingering(lease, until, turn);
    turn.disarm(Leases.DEADLINE + id);
    turn.save(CLUSTER, id, Leases.clusterOf(lease, turn).lingering());
    turn.arm(Lingering.UNTIL + id, until);
  }

  /** No driver of the attempt can live any more: on a shared cluster its place is another's. */
  void over(String runId, int attempt, Turn turn) {
    leases
        .shared(runId, attempt, turn)
        .ifPresent(
            lease -> {
              teardown.end(lease, "its last job ended", turn);
              leases.free(lease, turn);
            });
  }

  void on(ClusterObservation e, Turn turn) {
    LedgerEntry entry = turn.load(CLUSTER, e.clusterId()).orElse(null);
    if (entry == null) {
      return;
    }
    Observed seen = e.observed();
    Failure failure = seen.failure();
    boolean answers = failure == null || !failure.kind().isPassing();
    if (e.action() == Action.ENSURE && answers) {
      boolean waited = !entry.calls().unanswered().isEmpty();
      entry = entry.with(entry.calls().answered(e.generation()));
      turn.save(CLUSTER, e.clusterId(), entry);
      if (entry.phase() == Phase.STOPPING && waited && entry.calls().unanswered().isEmpty()) {
        // what a release found before proves nothing: ask again
        commands.issue(Action.RELEASE, entry, turn);
        return;
      }
    }
    if (!entry.phase().isWanted()) {
      if (seen.state() == Observed.State.GONE && e.action() == Action.RELEASE) {
        teardown.gone(entry, e.generation(), turn);
      }
      return;
    }
    switch (seen.state()) {
      case READY -> ready(entry, seen.endpoints(), turn);
      case FAILED -> {
        if (failure != null && !failure.kind().isPassing()) {
          teardown.lost(entry, failure.kind().asClass(), failure.message(), turn);
        }
      }
      case GONE, STOPPING -> {
        if (entry.phase() != Phase.STARTING) {
          teardown.lost(entry, FailureClass.INFRASTRUCTURE, "the cluster is gone", turn);
        }
      }
      case STARTING -> {}
    }
  }

  /** A submitter has come: whoever waits for one may have it. */
  void onSubmitter(Turn turn) {
    turn.all(CLUSTER).values().stream()
        .filter(entry -> entry.phase() == Phase.READY)
        .forEach(
            entry ->
                leases
                    .of(entry, turn)
                    .filter(lease -> lease.phase() == Lease.Phase.WAITING)
                    .forEach(lease -> leases.grant(entry, lease, turn)));
  }

  void fired(String timer, Turn turn) {
    String kind = timer.substring(0, timer.indexOf('/') + 1);
    String name = timer.substring(kind.length());
    turn.load(CLUSTER, name).ifPresent(entry -> fired(kind, entry, turn));
    turn.load(Leases.LEASE, name).ifPresent(lease -> fired(kind, lease, turn));
  }

  private void fired(String kind, LedgerEntry entry, Turn turn) {
    switch (kind) {
      case Commands.REPEAT ->
          commands.issue(
              switch (entry.phase()) {
                case STARTING -> Action.ENSURE;
                case READY, LEASED, DRAINING, LINGERING -> Action.KEEP;
                case STOPPING, WATCHED -> Action.RELEASE;
              },
              entry,
              turn);
      case Leases.DEADLINE -> {
        if (entry.phase() == Phase.STARTING) {
          String limit = Durations.text(times.startDeadline());
          teardown.lost(
              entry, FailureClass.INFRASTRUCTURE, "the cluster was not ready in " + limit, turn);
        } else if (entry.phase() == Phase.READY) {
          teardown.lost(entry, FailureClass.INFRASTRUCTURE, noSubmitter(), turn);
        }
      }
      case Leases.STOP_BY -> teardown.release(entry, "its driver did not end politely", turn);
      case Lingering.UNTIL -> teardown.release(entry, "no next attempt has taken it up", turn);
      case SharedClusters.IDLE ->
          teardown.release(entry, "nobody has held it for its idle time", turn);
      case Leases.NOT_BEFORE -> mayStart(entry, entry.lease(), turn);
      default -> throw new IllegalStateException("no such timer: " + kind);
    }
  }

  private void fired(String kind, Lease lease, Turn turn) {
    switch (kind) {
      case Leases.DEADLINE -> teardown.fail(lease, noSubmitter(), turn);
      case Leases.NOT_BEFORE -> mayStart(Leases.clusterOf(lease, turn), lease, turn);
      default -> teardown.end(lease, "its driver did not end politely", turn);
    }
  }

  /** Its time has come; where its cluster is not ready yet, it starts when that is. */
  private void mayStart(LedgerEntry entry, Lease lease, Turn turn) {
    if (entry.phase() == Phase.READY) {
      turn.arm(Leases.DEADLINE + lease.name(), turn.now().plus(times.startDeadline()));
      leases.grant(entry, lease, turn);
    }
  }

  private String noSubmitter() {
    return "no live submitter in " + Durations.text(times.startDeadline());
  }

  /**
   * Puts out whatever the input was about, which may have been the end of a lease; says so in the
   * run's terms.
   *
   * @param key of the input or name of the timer: a cluster's id, a run's, or a lease's name
   */
  void quarantine(String key, String reason, Turn turn) {
    turn.all(CLUSTER)
        .forEach(
            (id, entry) -> {
              if (!id.equals(key) && !key.equals(entry.runId())) {
                return;
              }
              if (entry.phase().isWanted()) {
                teardown.lost(entry, FailureClass.INFRASTRUCTURE, reason, turn);
              } else {
                // the input may have been the timer that repeats the release
                commands.lookAgain(entry, turn);
              }
            });
    turn.all(Leases.LEASE).values().stream()
        .filter(lease -> lease.phase() != Lease.Phase.ENDED)
        .filter(lease -> lease.runId().equals(key) || lease.key().equals(key))
        .forEach(lease -> teardown.fail(lease, reason, turn));
  }

  private void ready(LedgerEntry entry, @Nullable ClusterEndpoints endpoints, Turn turn) {
    if (entry.phase() != Phase.STARTING || endpoints == null) {
      return;
    }
    LedgerEntry ready = entry.ready(endpoints);
    turn.save(CLUSTER, entry.clusterId(), ready);
    if (entry.sharing() != null) {
      turn.disarm(Leases.DEADLINE + entry.clusterId());
    }
    leases.of(ready, turn).forEach(lease -> leases.welcome(ready, lease, turn));
  }
}
