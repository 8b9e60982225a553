package dev.mayfly.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * How many runs an installation lets be live at once, {@code mayfly.concurrency.*}; what is absent
 * has no limit. A run is live from its first attempt until it is completed, its retries and their
 * pauses among it.
 *
 * @param runs in all, from 1
 * @param runsPerOwner of each owner, from 1; runs without one are together one owner's
 * @param runsPerProfile of each profile, from 1
 */
public record Concurrency(
    @Nullable Integer runs, @Nullable Integer runsPerOwner, @Nullable Integer runsPerProfile) {
  public static final Concurrency NONE = new Concurrency(null, null, null);

  /**
   * @throws IllegalArgumentException naming the key whose value would let nothing run
   */
  public Concurrency {
    atLeastOne("runs", runs);
    atLeastOne("runs-per-owner", runsPerOwner);
    atLeastOne("runs-per-profile", runsPerProfile);
  }

  private static void atLeastOne(String name, @Nullable Integer limit) {
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException(
          "mayfly.concurrency."
              + name
              + " is "
              + limit
              + ", and nothing would ever run; it is at least 1, as 20, or left out for no limit");
    }
  }
}
