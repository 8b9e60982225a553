package dev.mayfly.cli;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ids of runs: readable, sortable, and never twice the same. */
public final class RunIds {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private RunIds() {}

  public static String next(String job, Instant now) {
    byte[] bytes = new byte[3];
    RANDOM.nextBytes(bytes);
    return job + "-" + TIME.format(now) + "-" + HexFormat.of().formatHex(bytes);
  }

  /** Says so when it is an id that no run can have. */
  static boolean isRefused(@Nullable String runId) {
    if (runId == null || VALID.matcher(runId).matches()) {
      return false;
    }
    System.err.println(
        "'" + runId + "' is not an id of 1 to 128 letters, digits, dots, dashes and underscores.");
    return true;
  }
}
