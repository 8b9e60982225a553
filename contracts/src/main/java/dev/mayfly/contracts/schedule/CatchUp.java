package dev.mayfly.contracts.schedule;

import java.time.Duration;
import java.util.Locale;

/**
 * What becomes of ticks that were due while nobody could fire them.
 *
 * @param window how far back they are made up for; above 0
 */
public record CatchUp(Policy policy, Duration window) {
  public static final CatchUp DEFAULT = new CatchUp(Policy.LATEST, Duration.ofDays(7));

  public CatchUp {
    if (window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException("window: '" + window + "' is not a duration above 0");
    }
  }

  public enum Policy {
    /** None is fired late. */
    NONE,
    /** Only the newest is. */
    LATEST,
    /** Each is, oldest first. */
    ALL;

    /** As a spec has it: {@code latest}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
