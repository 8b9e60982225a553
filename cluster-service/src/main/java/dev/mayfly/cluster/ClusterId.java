package dev.mayfly.cluster;

import dev.mayfly.contracts.Json;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;

/**
 * {@code mf-<ledger>-<attempt>}: what a provider has says by its name whose it is. The ledger's
 * part differs for another installation, and for a ledger that was lost and begun anew.
 */
final class ClusterId {
  private static final StateKind<String> EPOCH = new StateKind<>("epoch", String.class);
  private static final int LEDGER = 6;
  private static final int ATTEMPT = 10;

  private ClusterId() {}

  /** The same for every repetition of the cause. */
  static String of(String installation, String runId, int attempt, Turn turn) {
    String epoch = turn.load(EPOCH, "ledger").orElse(null);
    if (epoch == null) {
      epoch = Json.sha256(installation + "\n" + turn.now() + "\n" + runId).substring(0, LEDGER);
      turn.save(EPOCH, "ledger", epoch);
    }
    String key = String.join("\n", installation, epoch, runId, Integer.toString(attempt));
    return prefix(epoch) + Json.sha256(key).substring(0, ATTEMPT);
  }

  /** Whether this ledger gave it its name. */
  static boolean isOf(String id, Turn turn) {
    return turn.load(EPOCH, "ledger").filter(epoch -> id.startsWith(prefix(epoch))).isPresent();
  }

  private static String prefix(String epoch) {
    return "mf-" + epoch + "-";
  }
}
