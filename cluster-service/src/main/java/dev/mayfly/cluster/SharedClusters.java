package dev.mayfly.cluster;

import static dev.mayfly.cluster.Ledger.CLUSTER;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.engine.Turn;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Which runs share which cluster. */
final class SharedClusters {
  /** By a cluster's id: until when it is kept though nobody holds it. */
  static final String IDLE = "idle/";

  private static final int HASH = 16;

  private SharedClusters() {}

  /** Stands for all that a run asks of its cluster: who asks for the same may hold it. */
  static String asked(JobSpec spec) {
    String version = Objects.requireNonNullElse(spec.sparkVersion(), "");
    return Json.sha256(Json.text(spec.cluster()) + "\n" + version).substring(0, HASH);
  }

  /** The oldest, so that what was lit for a rush is idle when it is over. */
  static Optional<LedgerEntry> withRoom(String asked, Turn turn) {
    return all(asked, turn)
        .filter(entry -> entry.phase().isWanted() && entry.shared().hasRoom())
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
