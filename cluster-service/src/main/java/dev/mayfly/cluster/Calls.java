package dev.mayfly.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was commanded about a cluster, and what is proved by what came of it.
 *
 * @param generation of the last command
 * @param ensureOpenUntil until when an {@code ensure} that was issued may still bring it about,
 *     also one that is performed twice; null once that time is over
 * @param closedBy the first release that was issued after it; 0 before
 * @param unanswered the commands to {@code ensure} it of which nobody has said what came
 * @param quietFrom the first release that was issued when all were answered; 0 before
 */
record Calls(
    long generation,
    @Nullable Instant ensureOpenUntil,
    long closedBy,
    List<Long> unanswered,
    long quietFrom) {
  static final Calls NONE = new Calls(0, null, 0, List.of(), 0);

  Calls {
    unanswered = unanswered == null ? List.of() : List.copyOf(unanswered);
  }

  Calls commanded() {
    return new Calls(generation + 1, ensureOpenUntil, closedBy, unanswered, quietFrom);
  }

  /** With the last command: one that may bring it about until then. */
  Calls ensured(Instant openUntil) {
    var open = new ArrayList<>(unanswered);
    open.add(generation);
    return new Calls(generation, openUntil, 0, open, 0);
  }

  Calls answered(long ensure) {
    List<Long> open = unanswered.stream().filter(g -> g != ensure).toList();
    return new Calls(generation, ensureOpenUntil, closedBy, open, quietFrom);
  }

  /** With the last command: a release. Notes what is proved when it finds nothing. */
  Calls releasedAt(Instant now) {
    boolean closes = ensureOpenUntil != null && !now.isBefore(ensureOpenUntil);
    List<Long> open = closes ? List.of() : unanswered;
    return new Calls(
        generation,
        closes ? null : ensureOpenUntil,
        closes ? generation : closedBy,
        open,
        open.isEmpty() && quietFrom == 0 ? generation : quietFrom);
  }

  /** Whether that release found nothing although every {@code ensure} had been answered before. */
  boolean isGoneBy(long release) {
    return quietFrom > 0 && release >= quietFrom;
  }

  /** Whether no {@code ensure} may bring it about after what that release found. */
  boolean isGoneForEver(long release) {
    return closedBy > 0 && release >= closedBy;
  }
}
