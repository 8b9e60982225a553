package dev.mayfly.cluster.provider.local;

import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.cluster.provider.local.LocalProvider.MasterAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The standing clusters of a profile. Each time one is asked for it goes by another cluster id: the
 * one that finds it stopped starts it, and it ends with that id; the one that finds it running only
 * uses it.
 */
final class StandingClusters {
  private final LocalProfile profile;
  private final Path holders;
  private final MasterPage masters;
  private final Predicate<String> isLive;
  private final BiConsumer<ClusterRequest, MasterAddress> start;

  /**
   * @param holders a folder of its own, which says by which id each of them was started last
   * @param isLive whether a process runs by that cluster's id
   */
  StandingClusters(
      LocalProfile profile,
      Path holders,
      MasterPage masters,
      Predicate<String> isLive,
      BiConsumer<ClusterRequest, MasterAddress> start) {
    this.profile = profile;
    this.holders = holders;
    this.masters = masters;
    this.isLive = isLive;
    this.start = start;
  }

  /**
   * Finds it, or starts it: after who started it before has let go of it, since what is about to
   * stop must not be taken for found.
   *
   * @param dir the folder of the cluster's id
   */
  synchronized Observed take(ClusterRequest request, String existing, Path dir) {
    StandingCluster cluster = profile.existing().get(existing);
    if (cluster == null) {
      String none = "profile " + profile.name() + " has no standing cluster " + existing;
      return Observed.failed(Failure.Kind.INVALID, none);
    }
    // it is not this id's to stop
    Path found = dir.resolve("found");
    try {
      boolean isFound = Files.exists(found);
      Optional<String> before = holder(existing).filter(isLive);
      if (!isFound && before.isPresent()) {
        return Observed.starting(existing + " is still to be stopped for " + before.get());
      }
      MasterPage.Answer answer = masters.of(cluster.webUi().toString());
      if (isFound) {
        return use(request, cluster, answer);
      }
      return switch (answer.kind()) {
        case NO_ANSWER -> Observed.starting(cluster.webUi() + " does not answer");
        case NOTHING_LISTENS -> {
          hold(existing, request.clusterId());
          start.accept(request, cluster.address());
          yield Observed.starting("the master starts");
        }
        case MASTER, OTHER -> {
          Files.write(found, new byte[0]);
          yield use(request, cluster, answer);
        }
      };
    } catch (IOException e) {
      return Observed.failed(
          Failure.Kind.TRANSIENT, "cannot note who holds " + existing + ": " + e);
    }
  }

  /** Spark takes the next port where that which it is given is in use. */
  Optional<Observed> elsewhere(@Nullable String existing, String masterUrl) {
    StandingCluster cluster = existing == null ? null : profile.existing().get(existing);
    if (cluster == null || masterUrl.equals(cluster.master().toString())) {
      return Optional.empty();
    }
    String taken = "another process listens at " + cluster.master() + "; the master of ";
    return Optional.of(
        Observed.failed(Failure.Kind.FAILED, taken + existing + " went to " + masterUrl));
  }

  private static Observed use(
      ClusterRequest request, StandingCluster cluster, MasterPage.Answer answer) {
    String webUi = cluster.webUi().toString();
    return switch (answer.kind()) {
      case NOTHING_LISTENS ->
          Observed.failed(Failure.Kind.FAILED, "the standing cluster at " + webUi + " has ended");
      case NO_ANSWER -> Observed.failed(Failure.Kind.TRANSIENT, webUi + " does not answer");
      case OTHER ->
          Observed.failed(Failure.Kind.INVALID, "what answers at " + webUi + " is no Spark master");
      case MASTER ->
          answer.url().equals(cluster.master().toString())
              ? LocalProvider.whenComplete(request, answer.url(), webUi, answer.aliveWorkers())
              : Observed.failed(
                  Failure.Kind.INVALID,
                  "the master at " + webUi + " is " + answer.url() + ", not " + cluster.master());
    };
  }

  private Optional<String> holder(String existing) throws IOException {
    Path file = holders.resolve(existing);
    return Files.exists(file)
        ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private void hold(String existing, String clusterId) throws IOException {
    Files.createDirectories(holders);
    Path temporary = Files.createTempFile(holders, existing, ".tmp");
    Files.writeString(temporary, clusterId);
    Files.move(
        temporary,
        holders.resolve(existing),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
