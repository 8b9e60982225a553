package dev.mayfly.cli;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.regex.Pattern;

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

  static boolean isValid(String runId) {
    return VALID.matcher(runId).matches();
  }
}
