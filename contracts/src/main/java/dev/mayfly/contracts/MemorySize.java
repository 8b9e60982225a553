package dev.mayfly.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory, written as users of Spark ({@code 512m}, {@code 1g}) and Kubernetes ({@code
 * 1Gi}) write it. Spark's units are binary: {@code 1g} is 1024 MiB.
 *
 * @param bytes more than 0
 */
public record MemorySize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(b|[kmgt]i?b?)");

  public MemorySize {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a memory size is more than 0 bytes, not " + bytes);
    }
  }

  /**
   * @throws IllegalArgumentException when the text is no size; the message says what would be one
   */
  @JsonCreator
  public static MemorySize parse(String text) {
    Matcher m = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!m.matches()) {
      throw new IllegalArgumentException("a size such as 512m, 1g or 2Gi");
    }
    int shift = " kmgt".indexOf(m.group(2).charAt(0)) * 10;
    long number = Long.parseLong(m.group(1));
    long bytes = m.group(2).equals("b") ? number : number << shift;
    if (bytes <= 0 || (shift > 0 && bytes >> shift != number)) {
      throw new IllegalArgumentException("a size above 0 and below 1000000t");
    }
    return new MemorySize(bytes);
  }

  public static MemorySize mebibytes(long n) {
    return new MemorySize(n << 20);
  }

  public long toMebibytes() {
    return bytes >> 20;
  }

  /** As Spark's configuration takes it. */
  @JsonValue
  @Override
  public String toString() {
    return bytes % (1L << 30) == 0
        ? (bytes >> 30) + "g"
        : bytes % (1L << 20) == 0 ? (bytes >> 20) + "m" : bytes + "b";
  }
}
