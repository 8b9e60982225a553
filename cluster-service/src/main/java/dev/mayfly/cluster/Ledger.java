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
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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

  /** By a cluster's id: until when it must be ready, and an ephemeral one leased. */
  static final String DEADLINE = Leases.DEADLINE;

  static final String STOP_BY = Leases.STOP_BY;

  /** By a shared cluster's id: until when it is kept though nobody holds it. */
  static final String IDLE = "idle/";

  private final Topics topics;
  private final Times times;
  private final Set<String> profiles;
  private final Leases leases;
  private final Commands commands;

  Ledger(Topics topics, Times times, Set<String> profiles, Submitters submitters) {
    this.topics = topics;
    this.times = times;
    this.profiles = profiles;
    this.leases = new Leases(topics, times, submitters);
    this.commands = new Commands(topics, times);
  }

  void on(AttemptStarted e, Turn turn) {
    if (leases.find(e.runId(), e.attempt(), turn).isPresent() || isOfALaterAttempt(e, turn)) {
      return;
    }
    JobSpec.Cluster wanted = e.spec().cluster();
    JobSpec.Shared shared = wanted.shared();
    Optional<LedgerEntry> left = Lingering.of(e, turn);
    if (!profiles.contains(wanted.profile())) {
      String id = ClusterId.of(topics.installation(), e.runId(), e.attempt(), turn);
      starting(id, e, turn);
      String cause = "cluster-service has no profile " + wanted.profile() + "; it has " + profiles;
      failed(id, e.runId(), e.attempt(), FailureClass.CONFIGURATION, cause, turn);
      stopped(id, e.runId(), e.attempt(), turn);
    } else if (left.isPresent()) {
      takeUp(left.get(), e, turn);
    } else if (shared == null) {
      String id = ClusterId.of(topics.installation(), e.runId(), e.attempt(), turn);
      starting(id, e, turn);
      holdBack(id, e.notBefore(), turn);
      light(LedgerEntry.ephemeral(request(id, wanted), e), turn);
    } else {
      share(e, shared, turn);
    }
  }

  /** The cluster that the attempt had, or would have. */
  private boolean isOfALaterAttempt(AttemptStarted e, Turn turn) {
    return turn.load(CLUSTER, ClusterId.of(topics.installation(), e.runId(), e.attempt(), turn))
        .isPresent();
  }

  private void takeUp(LedgerEntry lingering, AttemptStarted e, Turn turn) {
    String id = lingering.clusterId();
    LedgerEntry entry = lingering.takenUpBy(e);
    turn.disarm(Lingering.UNTIL + id);
    turn.save(CLUSTER, id, entry);
    starting(id, e, turn);
    holdBack(id, e.notBefore(), turn);
    turn.arm(DEADLINE + id, turn.now().plus(times.startDeadline()));
    welcome(entry, entry.lease(), turn);
  }

  private void share(AttemptStarted e, JobSpec.Shared shared, Turn turn) {
    String asked = SharedClusters.asked(e.spec());
    LedgerEntry entry =
        SharedClusters.withRoom(asked, turn)
            .orElseGet(() -> lightShared(asked, e.spec().cluster(), shared, turn));
    String id = entry.clusterId();
    starting(id, e, turn);
    var lease =
        new Lease(id, e.runId(), e.attempt(), e.spec(), e.kept(), Lease.Phase.WAITING, null);
    LedgerEntry held = leases.take(entry, lease, turn);
    holdBack(lease.name(), e.notBefore(), turn);
    turn.disarm(IDLE + id);
    if (held.phase() == Phase.READY) {
      welcome(held, lease, turn);
    }
  }

  /** The job of the lease of that name does not start before. */
  private static void holdBack(String name, @Nullable Instant notBefore, Turn turn) {
    if (notBefore != null) {
      turn.arm(Leases.NOT_BEFORE + name, notBefore);
    }
  }

  private LedgerEntry lightShared(
      String asked, JobSpec.Cluster wanted, JobSpec.Shared shared, Turn turn) {
    long generation = SharedClusters.nextGeneration(asked, turn);
    String id = ClusterId.of(topics.installation(), asked, generation, turn);
    var sharing = new Sharing(asked, generation, shared.leases(), shared.idle(), List.of());
    return light(LedgerEntry.shared(request(id, wanted), sharing), turn);
  }

  private LedgerEntry light(LedgerEntry entry, Turn turn) {
    turn.arm(DEADLINE + entry.clusterId(), turn.now().plus(times.startDeadline()));
    return commands.issue(Action.ENSURE, entry, turn);
  }

  private ClusterRequest request(String id, JobSpec.Cluster wanted) {
    return new ClusterRequest(
        id, wanted.profile(), wanted.workers(), wanted.cores(), wanted.memory(), times.expiry());
  }

  void on(AttemptStopping e, Turn turn) {
    leases.find(e.runId(), e.attempt(), turn).ifPresent(lease -> stop(lease, e.reason(), turn));
  }

  private void stop(Lease lease, StopReason reason, Turn turn) {
    LedgerEntry entry = clusterOf(lease, turn);
    if (entry.phase() == Phase.LINGERING) {
      release(entry, "its run is stopping: " + reason, turn);
      return;
    }
    boolean driverLives = lease.phase() == Lease.Phase.HELD;
    if (driverLives) {
      leases.stop(entry, lease, reason, turn);
    }
    if (driverLives && reason != StopReason.SUSPECT) {
      leases.drain(entry, lease, turn);
    } else {
      end(lease, "its attempt is stopping: " + reason, turn);
    }
  }

  void on(JobFinished e, Turn turn) {
    turn.publishTombstone(topics.assignments(), Assignment.key(e.runId(), e.attempt()));
    over(e.runId(), e.attempt(), turn);
    leases.find(e.runId(), e.attempt(), turn).ifPresent(lease -> ended(lease, e, turn));
  }

  private void ended(Lease lease, JobFinished e, Turn turn) {
    if (!Lingering.isDue(e, lease, times)) {
      end(lease, "its job ended", turn);
      return;
    }
    String id = lease.clusterId();
    Instant until = turn.now().plus(times.linger());
    leases.endLingering(lease, until, turn);
    turn.disarm(DEADLINE + id);
    turn.save(CLUSTER, id, clusterOf(lease, turn).lingering());
    turn.arm(Lingering.UNTIL + id, until);
  }

  /** No driver of the attempt can live any more: on a shared cluster its place is another's. */
  void over(String runId, int attempt, Turn turn) {
    leases
        .shared(runId, attempt, turn)
        .ifPresent(
            lease -> {
              end(lease, "its last job ended", turn);
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
      case DEADLINE -> {
        if (entry.phase() == Phase.STARTING) {
          String limit = Durations.text(times.startDeadline());
          lost(entry, FailureClass.INFRASTRUCTURE, "the cluster was not ready in " + limit, turn);
        } else if (entry.phase() == Phase.READY) {
          lost(entry, FailureClass.INFRASTRUCTURE, noSubmitter(), turn);
        }
      }
      case STOP_BY -> release(entry, "its driver did not end politely", turn);
      case Lingering.UNTIL -> release(entry, "no next attempt has taken it up", turn);
      case IDLE -> release(entry, "nobody has held it for its idle time", turn);
      case Leases.NOT_BEFORE -> mayStart(entry, entry.lease(), turn);
      default -> throw new IllegalStateException("no such timer: " + kind);
    }
  }

  private void fired(String kind, Lease lease, Turn turn) {
    switch (kind) {
      case DEADLINE -> fail(lease, noSubmitter(), turn);
      case Leases.NOT_BEFORE -> mayStart(clusterOf(lease, turn), lease, turn);
      default -> end(lease, "its driver did not end politely", turn);
    }
  }

  /** Its time has come; where its cluster is not ready yet, it starts when that is. */
  private void mayStart(LedgerEntry entry, Lease lease, Turn turn) {
    if (entry.phase() == Phase.READY) {
      turn.arm(DEADLINE + lease.name(), turn.now().plus(times.startDeadline()));
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
                lost(entry, FailureClass.INFRASTRUCTURE, reason, turn);
              } else {
                // the input may have been the timer that repeats the release
                commands.lookAgain(entry, turn);
              }
            });
    turn.all(Leases.LEASE).values().stream()
        .filter(lease -> lease.phase() != Lease.Phase.ENDED)
        .filter(lease -> lease.runId().equals(key) || lease.key().equals(key))
        .forEach(lease -> fail(lease, reason, turn));
  }

  private void ready(LedgerEntry entry, @Nullable ClusterEndpoints endpoints, Turn turn) {
    if (entry.phase() != Phase.STARTING || endpoints == null) {
      return;
    }
    LedgerEntry ready = entry.ready(endpoints);
    turn.save(CLUSTER, entry.clusterId(), ready);
    if (entry.sharing() != null) {
      turn.disarm(DEADLINE + entry.clusterId());
    }
    leases.of(ready, turn).forEach(lease -> welcome(ready, lease, turn));
  }

  /** The cluster is ready for the attempt. */
  private void welcome(LedgerEntry entry, Lease lease, Turn turn) {
    String id = entry.clusterId();
    ClusterEndpoints endpoints = Objects.requireNonNull(entry.endpoints(), "it is ready");
    turn.publish(
        topics.clusters(),
        id,
        new ClusterReady(id, lease.runId(), lease.attempt(), endpoints, turn.now()));
    if (lease.sharesItsCluster()) {
      turn.arm(DEADLINE + lease.key(), turn.now().plus(times.startDeadline()));
    }
    leases.grant(entry, lease, turn);
  }

  /** The cluster can serve nobody any more. */
  private void lost(LedgerEntry entry, FailureClass cls, String cause, Turn turn) {
    leases.of(entry, turn).forEach(lease -> giveUp(entry, lease, cls, cause, turn));
    release(entry, cause, turn);
  }

  /** The attempt cannot be served; the cluster goes on for others. */
  private void fail(Lease lease, String cause, Turn turn) {
    giveUp(clusterOf(lease, turn), lease, FailureClass.INFRASTRUCTURE, cause, turn);
    end(lease, cause, turn);
  }

  private void giveUp(LedgerEntry entry, Lease lease, FailureClass cls, String cause, Turn turn) {
    failed(lease.clusterId(), lease.runId(), lease.attempt(), cls, cause, turn);
    if (lease.phase() == Lease.Phase.HELD) {
      leases.stop(entry, lease, StopReason.SUSPECT, turn);
    }
  }

  /** An ephemeral cluster ends with its lease, a shared one stays for others, for its idle time. */
  private void end(Lease lease, String why, Turn turn) {
    if (lease.phase() == Lease.Phase.ENDED) {
      return;
    }
    LedgerEntry entry = clusterOf(lease, turn);
    Sharing sharing = entry.sharing();
    if (sharing == null) {
      release(entry, why, turn);
      return;
    }
    leases.end(lease, turn);
    if (leases.of(entry, turn).findAny().isPresent()) {
      return;
    }
    if (entry.phase() == Phase.STARTING) {
      release(entry, "nobody waits for it any more", turn);
    } else {
      turn.arm(IDLE + entry.clusterId(), turn.now().plus(sharing.idle()));
    }
  }

  private void release(LedgerEntry entry, String why, Turn turn) {
    String id = entry.clusterId();
    Stream.of(DEADLINE, Leases.NOT_BEFORE, STOP_BY, IDLE, Lingering.UNTIL)
        .forEach(t -> turn.disarm(t + id));
    leases.endAll(entry, turn);
    turn.publish(topics.clusters(), id, new ClusterStopping(id, why, turn.now()));
    commands.issue(Action.RELEASE, entry.in(Phase.STOPPING), turn);
  }

  /**
   * Nothing is left. Who said so may be overtaken by an ensure that nobody answered: then it is not
   * yet told. One that was answered may have been performed twice: then it is told, and watched.
   * Final is what is seen by a release that was issued when no ensure could come any more; an
   * observation may have waited for long.
   */
  private void gone(LedgerEntry entry, long generation, Turn turn) {
    String id = entry.clusterId();
    if (!entry.calls().isGoneBy(generation)) {
      return;
    }
    if (entry.phase() != Phase.WATCHED) {
      stopped(id, entry.runId(), entry.attempt(), turn);
    }
    if (entry.calls().isGoneForEver(generation)) {
      turn.disarm(Commands.REPEAT + id);
      turn.remove(CLUSTER, id);
    } else {
      LedgerEntry watched = entry.watched();
      turn.save(CLUSTER, id, watched);
      commands.lookSeldom(watched, turn);
    }
  }

  private void starting(String id, AttemptStarted e, Turn turn) {
    JobSpec.Cluster wanted = e.spec().cluster();
    turn.publish(
        topics.clusters(),
        id,
        new ClusterStarting(
            id, e.runId(), e.attempt(), wanted.profile(), wanted.workers(), turn.now()));
  }

  private void failed(
      String id, String runId, int attempt, FailureClass cls, String cause, Turn turn) {
    turn.publish(
        topics.clusters(), id, new ClusterFailed(id, runId, attempt, cls, cause, turn.now()));
  }

  private void stopped(String id, @Nullable String runId, int attempt, Turn turn) {
    turn.publish(topics.clusters(), id, new ClusterStopped(id, runId, attempt, turn.now()));
  }

  private static LedgerEntry clusterOf(Lease lease, Turn turn) {
    return turn.load(CLUSTER, lease.clusterId()).orElseThrow();
  }
}
