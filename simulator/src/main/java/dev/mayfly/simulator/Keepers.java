package dev.mayfly.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users who have their jobs tried again on the same cluster. In two of three seeds there are none.
 */
final class Keepers {
  private static final List<String> CLASSES = List.of("OUT_OF_MEMORY", "INFRASTRUCTURE", "QUOTA");

  private final @Nullable Chance chance;

  private Keepers(@Nullable Chance chance) {
    this.chance = chance;
  }

  static Keepers none() {
    return new Keepers(null);
  }

  static Keepers of(Chance chance) {
    return new Keepers(chance.one(3) ? chance : null);
  }

  /** The field of the spec that says so. */
  String retry(String otherwise, boolean isShared) {
    if (chance == null || isShared || !chance.of(Fault.RETRY_KEEPS_ITS_CLUSTER)) {
      return otherwise;
    }
    // some waits are over when the linger is, or are not shorter
    int first = chance.one(2) ? 105 + chance.below(20) : 1 + chance.below(30);
    return ", \"retry\": {\"attempts\": %d, \"on\": [\"APPLICATION\", \"%s\"], \"cluster\": \"same\", \"backoff\": {\"first\": \"%ds\", \"jitter\": 0.1}}"
        .formatted(2 + chance.below(3), chance.pick(CLASSES), first);
  }
}
