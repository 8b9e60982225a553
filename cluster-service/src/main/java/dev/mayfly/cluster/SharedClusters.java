package dev.mayfly.cluster;

import static dev.mayfly.cluster.Ledger.CLUSTER;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.engine.Turn;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Which runs share which cluster: one that is lit for them, or a standing one. */
final class SharedClusters {
  /** By a cluster's id: until when it is kept though nobody holds it. */
  static final String IDLE = "idle/";

  private static final int HASH = 16;

  private SharedClusters() {}

  /**
   * Stands for all that a run asks of its cluster: who asks for the same may hold it. A standing
   * cluster is the same whatever size its profile says it has.
   */
  static String asked(JobSpec spec) {
    JobSpec.Cluster cluster = spec.cluster();
    if (cluster.existing() != null) {
      return Json.sha256("existing\n" + cluster.profile() + "\n" + cluster.existing())
          .substring(0, HASH);
    }
    String version = Objects.requireNonNullElse(spec.sparkVersion(), "");
    return Json.sha256(Json.text(cluster) + "\n" + version).substring(0, HASH);
  }

  /**
   * The oldest, so that what was lit for a rush is idle when it is over. There is no second one of
   * a standing cluster: who may hold it is for the queue to say.
   */
  static Optional<LedgerEntry> withRoom(String asked, Turn turn) {
    return all(asked, turn)
        .filter(entry -> entry.phase().isWanted())
        .filter(entry -> entry.request().existing() != null || entry.shared().hasRoom())
        .min(Comparator.comparing(entry -> entry.shared().generation()));
  }

  /** One that never was, though in time nothing is remembered of those before. */
  static long nextGeneration(String asked, Turn turn) {
    return all(asked, turn)
        .map(entry -> entry.shared().generation() + 1)
        .reduce(turn.now().toEpochMilli(), Math::max);
  }

  private static Stream<LedgerEntry> all(String asked, Turn turn) {
    return turn.all(CLUSTER).values().stream()
        .filter(entry -> entry.sharing() != null && entry.shared().asked().equals(asked));
  }
}
