package dev.mayfly.cluster;

import dev.mayfly.contracts.Json;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;

/**
 * {@code mf-<ledger>-<cause>}: what a provider has says by its name whose it is. The ledger's part
 * differs for another installation, and for a ledger that was lost and begun anew.
 */
final class ClusterId {
  private static final StateKind<String> EPOCH = new StateKind<>("epoch", String.class);
  private static final int LEDGER = 6;
  private static final int CAUSE = 10;

  private ClusterId() {}

  /**
   * The same for every repetition of the cause.
   *
   * @param cause the run that the cluster is for; of a shared one, what its runs ask for
   * @param number of the run's attempt, or of the generation
   */
  static String of(String installation, String cause, long number, Turn turn) {
    String epoch = turn.load(EPOCH, "ledger").orElse(null);
    if (epoch == null) {
      epoch = Json.sha256(installation + "\n" + turn.now() + "\n" + cause).substring(0, LEDGER);
      turn.save(EPOCH, "ledger", epoch);
    }
    String key = String.join("\n", installation, epoch, cause, Long.toString(number));
    return prefix(epoch) + Json.sha256(key).substring(0, CAUSE);
  }

  /** Whether this ledger gave it its name. */
  static boolean isOf(String id, Turn turn) {
    return turn.load(EPOCH, "ledger").filter(epoch -> id.startsWith(prefix(epoch))).isPresent();
  }

  private static String prefix(String epoch) {
    return "mf-" + epoch + "-";
  }
}
