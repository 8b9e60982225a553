package dev.mayfly.notifier.channel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** HTTP's {@code Retry-After}: seconds, or a date (RFC 9110, 10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  /** Zero when it cannot be read or is past. */
  static Duration wait(String header, Instant now) {
    String said = header.strip();
    if (said.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(said));
    }
    try {
      Instant then = DateTimeFormatter.RFC_1123_DATE_TIME.parse(said, Instant::from);
      return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }
}
