package dev.mayfly.contracts.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneOffsetTransition;

/** Which point in time a local time of a zone is. */
public final class LocalTimes {
  private static final String FORMS =
      "a point in time in the years 1 to 9999, as 2026-03-01T02:00:00Z, or a local one, as"
          + " 2026-03-01T02:00 or 2026-03-01";

  private LocalTimes() {}

  /**
   * A local time that there is twice is its first; one that there is not, since the clocks were put
   * forward over it, is the first that there is after it. So a later local time is never earlier.
   */
  public static Instant instant(LocalDateTime local, ZoneId zone) {
    ZoneOffsetTransition transition = zone.getRules().getTransition(local);
    if (transition == null) {
      return local.toInstant(zone.getRules().getOffset(local));
    }
    ZoneOffset before = transition.getOffsetBefore();
    return transition.isGap() ? transition.getInstant() : local.toInstant(before);
  }

  /**
   * A time with its offset, or a local time or date of the zone.
   *
   * @throws IllegalArgumentException when the text is none; the message says what would be right,
   *     worded so that it follows "is not"
   */
  public static Instant parse(String text, ZoneId zone) {
    Instant parsed;
    try {
      parsed = text.contains("T") ? ofTime(text, zone) : ofDate(text, zone);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(FORMS, e);
    }
    if (!isOfOurCalendar(parsed)) {
      throw new IllegalArgumentException(FORMS);
    }
    return parsed;
  }

  static boolean isOfOurCalendar(Instant time) {
    int year = time.atOffset(ZoneOffset.UTC).getYear();
    return year >= 1 && year <= 9999;
  }

  private static Instant ofTime(String text, ZoneId zone) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException noOffset) {
      return instant(LocalDateTime.parse(text), zone);
    }
  }

  private static Instant ofDate(String text, ZoneId zone) {
    return instant(LocalDate.parse(text).atStartOfDay(), zone);
  }
}
