package dev.mayfly.notifier.message;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How amounts and foreign texts are written in messages. */
final class Texts {
  private static final int MOST_LINES = 10;
  private static final Pattern CREDENTIALS = Pattern.compile("://[^/@\\s]+@");
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Texts() {}

  /** {@code 1,234 rows}; {@code 1 row}. */
  static String count(long n, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", n, noun, n == 1 ? "" : "s");
  }

  static String bytes(long n) {
    double amount = n;
    int unit = 0;
    while (amount >= 1024 && unit < UNITS.length - 1) {
      amount /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", amount, UNITS[unit]);
  }

  /** Credentials in URLs are left out, and what is longer than {@code most} is cut. */
  static String cut(String text, int most) {
    String safe = CREDENTIALS.matcher(text).replaceAll("://***@");
    if (safe.length() <= most) {
      return safe;
    }
    int end = Character.isHighSurrogate(safe.charAt(most - 2)) ? most - 2 : most - 1;
    return safe.substring(0, end) + "…";
  }

  static String firstLines(String text, int most) {
    String lines = text.strip().lines().limit(MOST_LINES).collect(Collectors.joining("\n"));
    return cut(lines, most);
  }
}
