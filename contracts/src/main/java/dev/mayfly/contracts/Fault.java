package dev.mayfly.contracts;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what somebody sent. Its text reads as a sentence: {@code
 * cluster.workers: '-1' is not a whole number from 1 to 10000}. What nobody would see is escaped.
 *
 * @param path where, as in {@code steps[1].after[0]}; empty for the whole; cut to 200 characters
 * @param value what stood there, cut to 200 characters; null when it was missing
 * @param expected what would be right, worded so that it follows "is not"; cut to 600 characters
 */
public record Fault(String path, @Nullable String value, String expected) {
  private static final int LONGEST_VALUE = 200;
  private static final int LONGEST_EXPECTED = 600;

  public Fault {
    path = Visible.of(path, LONGEST_VALUE);
    value = value == null ? null : Visible.of(value, LONGEST_VALUE);
    expected = Visible.of(expected, LONGEST_EXPECTED);
  }

  @Override
  public String toString() {
    String where = path.isEmpty() ? "" : path + ": ";
    return where + (value == null ? "missing; expected " : "'" + value + "' is not ") + expected;
  }
}
