package dev.mayfly.notifier;

import dev.mayfly.contracts.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long and how often a delivery is tried ({@code mayfly.notifier.patience.*}). Absent values
 * take their default.
 *
 * @param firstRetry the wait before the second attempt; each further wait is twice as long; default
 *     5 s
 * @param longestRetry the longest of these waits, and of those a channel may ask for; default 30
 *     min
 * @param giveUpAfter the last attempt is made at this age of the message; default 24 h
 * @param beginWithin how long after its decision a command may still be performed; default 30 s
 * @param callLimit how long one call of a channel may take; default 10 s
 */
public record Patience(
    Duration firstRetry,
    Duration longestRetry,
    Duration giveUpAfter,
    Duration beginWithin,
    Duration callLimit) {

  public static final Patience DEFAULT = new Patience(null, null, null, null, null);

  public Patience(
      @Nullable Duration firstRetry,
      @Nullable Duration longestRetry,
      @Nullable Duration giveUpAfter,
      @Nullable Duration beginWithin,
      @Nullable Duration callLimit) {
    this.firstRetry = positive("first-retry", firstRetry, Duration.ofSeconds(5));
    this.longestRetry = positive("longest-retry", longestRetry, Duration.ofMinutes(30));
    this.giveUpAfter = positive("give-up-after", giveUpAfter, Duration.ofHours(24));
    this.beginWithin = positive("begin-within", beginWithin, Duration.ofSeconds(30));
    this.callLimit = positive("call-limit", callLimit, Duration.ofSeconds(10));
    if (this.longestRetry.compareTo(this.firstRetry) < 0) {
      throw new IllegalArgumentException(
          "mayfly.notifier.patience.longest-retry ("
              + Durations.text(this.longestRetry)
              + ") must not be shorter than mayfly.notifier.patience.first-retry ("
              + Durations.text(this.firstRetry)
              + ")");
    }
  }

  /** When a command is given up for lost: no worker can be at it any more. */
  Duration answerWithin() {
    return beginWithin.plus(callLimit).plus(callLimit);
  }

  /**
   * @param attempts that were made, at least 1
   */
  Duration afterAttempt(int attempts) {
    Duration wait = firstRetry;
    for (int n = 1; n < attempts && wait.compareTo(longestRetry) < 0; n++) {
      wait = wait.multipliedBy(2);
    }
    return shorter(wait, longestRetry);
  }

  /** What a channel asks for, as far as it is followed. */
  Duration asked(@Nullable Duration after) {
    return after == null || after.isNegative() ? Duration.ZERO : shorter(after, longestRetry);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration positive(String key, @Nullable Duration value, Duration otherwise) {
    if (value != null && (value.isZero() || value.isNegative())) {
      throw new IllegalArgumentException(
          "mayfly.notifier.patience." + key + " is '" + value + "'; expected more than 0, as 30s");
    }
    return value == null ? otherwise : value;
  }
}
