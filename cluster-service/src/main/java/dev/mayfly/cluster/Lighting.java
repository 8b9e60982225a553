package dev.mayfly.cluster;

import static dev.mayfly.cluster.Ledger.CLUSTER;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.LedgerEntry.Phase;
import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Turn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds an attempt its cluster: one that it may hold already, or one that is lit for it. */
final class Lighting {
  private final Topics topics;
  private final Times times;
  private final Set<String> profiles;
  private final Leases leases;
  private final Commands commands;
  private final Teardown teardown;

  Lighting(
      Topics topics,
      Times times,
      Set<String> profiles,
      Leases leases,
      Commands commands,
      Teardown teardown) {
    this.topics = topics;
    this.times = times;
    this.profiles = profiles;
    this.leases = leases;
    this.commands = commands;
    this.teardown = teardown;
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
      teardown.failed(id, e.runId(), e.attempt(), FailureClass.CONFIGURATION, cause, turn);
      teardown.stopped(id, e.runId(), e.attempt(), turn);
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
    turn.arm(Leases.DEADLINE + id, turn.now().plus(times.startDeadline()));
    leases.welcome(entry, entry.lease(), turn);
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
    turn.disarm(SharedClusters.IDLE + id);
    if (held.phase() == Phase.READY) {
      leases.welcome(held, lease, turn);
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
    turn.arm(Leases.DEADLINE + entry.clusterId(), turn.now().plus(times.startDeadline()));
    return commands.issue(Action.ENSURE, entry, turn);
  }

  private ClusterRequest request(String id, JobSpec.Cluster wanted) {
    return new ClusterRequest(
        id,
        wanted.profile(),
        wanted.workers(),
        wanted.cores(),
        wanted.memory(),
        times.expiry(),
        wanted.existing());
  }

  private void starting(String id, AttemptStarted e, Turn turn) {
    JobSpec.Cluster wanted = e.spec().cluster();
    turn.publish(
        topics.clusters(),
        id,
        new ClusterStarting(
            id, e.runId(), e.attempt(), wanted.profile(), wanted.workers(), turn.now()));
  }
}
