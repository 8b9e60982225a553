package dev.mayfly.contracts;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as users of Spark and Kubernetes write them: {@code 30s}, {@code 10m}, {@code 1h30m},
 * {@code 2d}; ISO-8601 too.
 */
public final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|min|m|h|d)");
  private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}(?:ms|s|min|m|h|d))+");

  private static final String EXPECTED = "a duration such as 30s, 10m, 1h30m or PT2H";
  private static final int LONGEST_TEXT = 64;

  private Durations() {}

  /**
   * @throws IllegalArgumentException when the text is no duration; the message says what would be
   *     one
   */
  public static Duration parse(String text) {
    String t = text.trim().toLowerCase(Locale.ROOT);
    if (t.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException(EXPECTED);
    }
    if (t.startsWith("p")) {
      try {
        Duration d = Duration.parse(t);
        if (d.isNegative()) {
          throw new IllegalArgumentException(EXPECTED + ", not below 0");
        }
        return d;
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(EXPECTED, e);
      }
    }
    if (!WHOLE.matcher(t).matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    Duration sum = Duration.ZERO;
    Matcher m = PART.matcher(t);
    while (m.find()) {
      long n = Long.parseLong(m.group(1));
      sum =
          sum.plus(
              switch (m.group(2)) {
                case "ms" -> Duration.ofMillis(n);
                case "s" -> Duration.ofSeconds(n);
                case "m", "min" -> Duration.ofMinutes(n);
                case "h" -> Duration.ofHours(n);
                default -> Duration.ofDays(n);
              });
    }
    return sum;
  }

  /** For people: {@code 1h 2m}, {@code 3.4s}, {@code 120ms}. */
  public static String text(Duration d) {
    if (d.toMillis() < 1000) {
      return d.toMillis() + "ms";
    }
    if (d.toSeconds() < 60) {
      long tenths = d.toMillis() / 100;
      return tenths / 10 + "." + tenths % 10 + "s";
    }
    if (d.toMinutes() < 60) {
      return d.toMinutes() + "m " + d.toSecondsPart() + "s";
    }
    return d.toHours() + "h " + d.toMinutesPart() + "m";
  }
}
