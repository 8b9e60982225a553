package dev.mayfly.cluster;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.LedgerEntry.Phase;
import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What exists or is meant to, from the first intent until the provider itself says that nothing is
 * left.
 */
final class Ledger {
  static final StateKind<LedgerEntry> CLUSTER = new StateKind<>("cluster", LedgerEntry.class);
  static final String REPEAT = "repeat/";
  static final String DEADLINE = "deadline/";
  static final String STOP_BY = "stop-by/";

  /**
   * How often a wanted cluster is looked at and its expiry renewed, and an unanswered command
   * repeated.
   */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** How often it is made sure that a cluster that is gone stays gone. */
  private static final Duration WATCH = Duration.ofSeconds(30);

  private final Topics topics;
  private final Times times;
  private final Set<String> profiles;
  private final Leases leases;

  Ledger(Topics topics, Times times, Set<String> profiles, Leases leases) {
    this.topics = topics;
    this.times = times;
    this.profiles = profiles;
    this.leases = leases;
  }

  void on(AttemptStarted e, Turn turn) {
    String id = clusterId(e.runId(), e.attempt(), turn);
    if (turn.load(CLUSTER, id).isPresent()) {
      return;
    }
    var wanted = e.spec().cluster();
    turn.publish(
        topics.clusters(),
        id,
        new ClusterStarting(
            id, e.runId(), e.attempt(), wanted.profile(), wanted.workers(), turn.now()));
    if (!profiles.contains(wanted.profile())) {
      String cause = "cluster-service has no profile " + wanted.profile() + "; it has " + profiles;
      failed(id, e.runId(), e.attempt(), FailureClass.CONFIGURATION, cause, turn);
      stopped(id, e.runId(), e.attempt(), turn);
      return;
    }
    var request =
        new ClusterRequest(
            id,
            wanted.profile(),
            wanted.workers(),
            wanted.cores(),
            wanted.memory(),
            times.expiry());
    turn.arm(DEADLINE + id, turn.now().plus(times.startDeadline()));
    command(
        Action.ENSURE,
        new LedgerEntry(
            Phase.STARTING, request, e.runId(), e.attempt(), e.spec(), Calls.NONE, null, null),
        turn);
  }

  void on(AttemptStopping e, Turn turn) {
    find(e.runId(), e.attempt(), turn)
        .ifPresent(
            entry -> {
              boolean driverLives = entry.phase() == Phase.LEASED;
              if (driverLives) {
                Instant stopBy = turn.now().plus(times.politeStop());
                leases.stop(entry, e.reason(), stopBy, turn);
              }
              if (driverLives && e.reason() != StopReason.SUSPECT) {
                turn.save(CLUSTER, entry.request().clusterId(), entry.in(Phase.DRAINING));
                Duration bound = times.politeStop().plus(times.logShipping());
                turn.arm(STOP_BY + entry.request().clusterId(), turn.now().plus(bound));
              } else {
                release(entry, "its attempt is stopping: " + e.reason(), turn);
              }
            });
  }

  void on(JobFinished e, Turn turn) {
    turn.publishTombstone(topics.assignments(), Assignment.key(e.runId(), e.attempt()));
    find(e.runId(), e.attempt(), turn).ifPresent(entry -> release(entry, "its job ended", turn));
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
        command(Action.RELEASE, entry, turn);
        return;
      }
    }
    if (!entry.phase().isWanted()) {
      if (seen.state() == Observed.State.GONE && e.action() == Action.RELEASE) {
        gone(entry, e.generation(), turn);
      }
      return;
    }
    switch (seen.state()) {
      case READY -> ready(entry, seen.endpoints(), turn);
      case FAILED -> {
        if (failure != null && !failure.kind().isPassing()) {
          lost(entry, failure.kind().asClass(), failure.message(), turn);
        }
      }
      case GONE, STOPPING -> {
        if (entry.phase() != Phase.STARTING) {
          lost(entry, FailureClass.INFRASTRUCTURE, "the cluster is gone", turn);
        }
      }
      case STARTING -> {}
    }
  }

  /** A submitter has come: whoever waits for one may have it. */
  void onSubmitter(Turn turn) {
    turn.all(CLUSTER).values().stream()
        .filter(entry -> entry.phase() == Phase.READY)
        .forEach(entry -> leases.grant(entry, turn));
  }

  void fired(String timer, Turn turn) {
    String kind = timer.substring(0, timer.indexOf('/') + 1);
    turn.load(CLUSTER, timer.substring(kind.length())).ifPresent(entry -> fired(kind, entry, turn));
  }

  private void fired(String kind, LedgerEntry entry, Turn turn) {
    switch (kind) {
      case REPEAT ->
          command(
              switch (entry.phase()) {
                case STARTING -> Action.ENSURE;
                case READY, LEASED, DRAINING -> Action.KEEP;
                case STOPPING, WATCHED -> Action.RELEASE;
              },
              entry,
              turn);
      case DEADLINE -> {
        String limit = Durations.text(times.startDeadline());
        if (entry.phase() == Phase.STARTING) {
          lost(entry, FailureClass.INFRASTRUCTURE, "the cluster was not ready in " + limit, turn);
        } else if (entry.phase() == Phase.READY) {
          lost(entry, FailureClass.INFRASTRUCTURE, "no live submitter in " + limit, turn);
        }
      }
      case STOP_BY -> release(entry, "its driver did not end politely", turn);
      default -> throw new IllegalStateException("no such timer: " + kind);
    }
  }

  /**
   * Puts out whatever the input was about, which may have been the end of a lease; says so in the
   * run's terms.
   *
   * @param key of the input: a cluster's id, or a run's
   */
  void quarantine(String key, String reason, Turn turn) {
    turn.all(CLUSTER)
        .forEach(
            (id, entry) -> {
              if (!id.equals(key) && !entry.runId().equals(key)) {
                return;
              }
              if (entry.phase().isWanted()) {
                lost(entry, FailureClass.INFRASTRUCTURE, reason, turn);
              } else {
                // the input may have been the timer that repeats the release
                turn.arm(REPEAT + id, turn.now().plus(LOOK));
              }
            });
  }

  private void ready(LedgerEntry entry, @Nullable ClusterEndpoints endpoints, Turn turn) {
    if (entry.phase() != Phase.STARTING || endpoints == null) {
      return;
    }
    LedgerEntry ready = entry.ready(endpoints);
    String id = entry.request().clusterId();
    turn.publish(
        topics.clusters(),
        id,
        new ClusterReady(id, entry.runId(), entry.attempt(), endpoints, turn.now()));
    turn.save(CLUSTER, id, ready);
    leases.grant(ready, turn);
  }

  private void lost(LedgerEntry entry, FailureClass cls, String cause, Turn turn) {
    if (!entry.phase().isWanted()) {
      return;
    }
    failed(entry.request().clusterId(), entry.runId(), entry.attempt(), cls, cause, turn);
    if (entry.phase() == Phase.LEASED) {
      leases.stop(entry, StopReason.SUSPECT, turn.now().plus(times.politeStop()), turn);
    }
    release(entry, cause, turn);
  }

  private void release(LedgerEntry entry, String why, Turn turn) {
    if (!entry.phase().isWanted()) {
      return;
    }
    String id = entry.request().clusterId();
    Stream.of(DEADLINE, STOP_BY).forEach(t -> turn.disarm(t + id));
    if (entry.submitter() != null) {
      turn.publish(
          topics.clusters(), id, new LeaseEnded(id, entry.runId(), entry.attempt(), turn.now()));
    }
    turn.publish(topics.clusters(), id, new ClusterStopping(id, why, turn.now()));
    command(Action.RELEASE, entry.in(Phase.STOPPING), turn);
  }

  /**
   * Nothing is left. Who said so may be overtaken by an ensure that nobody answered: then it is not
   * yet told. One that was answered may have been performed twice: then it is told, and watched.
   * Final is what is seen by a release that was issued when no ensure could come any more; an
   * observation may have waited for long.
   */
  private void gone(LedgerEntry entry, long generation, Turn turn) {
    String id = entry.request().clusterId();
    if (!entry.calls().isGoneBy(generation)) {
      return;
    }
    if (entry.phase() != Phase.WATCHED) {
      stopped(id, entry.runId(), entry.attempt(), turn);
    }
    if (entry.calls().isGoneForEver(generation)) {
      turn.disarm(REPEAT + id);
      turn.remove(CLUSTER, id);
    } else {
      turn.save(CLUSTER, id, entry.watched());
      turn.arm(REPEAT + id, turn.now().plus(WATCH));
    }
  }

  private void command(Action action, LedgerEntry entry, Turn turn) {
    Calls calls = entry.calls().commanded();
    LedgerEntry next =
        entry.with(
            switch (action) {
              case ENSURE -> calls.ensured(turn.now().plus(times.lateCreate()));
              case RELEASE -> calls.releasedAt(turn.now());
              case KEEP -> calls;
            });
    String id = entry.request().clusterId();
    turn.save(CLUSTER, id, next);
    turn.publish(
        topics.commands("cluster"),
        id,
        new ClusterCommand(
            action, entry.request(), calls.generation(), turn.now().plus(times.commandValid())));
    turn.arm(REPEAT + id, turn.now().plus(entry.phase() == Phase.WATCHED ? WATCH : LOOK));
  }

  private void failed(
      String id, String runId, int attempt, FailureClass cls, String cause, Turn turn) {
    turn.publish(
        topics.clusters(), id, new ClusterFailed(id, runId, attempt, cls, cause, turn.now()));
  }

  private void stopped(String id, String runId, int attempt, Turn turn) {
    turn.publish(topics.clusters(), id, new ClusterStopped(id, runId, attempt, turn.now()));
  }

  private Optional<LedgerEntry> find(String runId, int attempt, Turn turn) {
    return turn.load(CLUSTER, clusterId(runId, attempt, turn));
  }

  private String clusterId(String runId, int attempt, Turn turn) {
    return ClusterId.of(topics.installation(), runId, attempt, turn);
  }
}
