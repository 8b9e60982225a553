package dev.mayfly.cli.timeline;

import dev.mayfly.contracts.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Numbers as people read them. */
final class Amounts {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Amounts() {}

  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  static String count(long n, String what) {
    return String.format(Locale.ROOT, "%,d", n) + " " + what + (n == 1 ? "" : "s");
  }

  /** Clocks of two machines may disagree: never less than nothing. */
  static Duration between(Instant from, Instant to) {
    return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
  }

  static String between(Instant from, Instant to, String prefix) {
    return prefix + Durations.text(between(from, to));
  }
}
