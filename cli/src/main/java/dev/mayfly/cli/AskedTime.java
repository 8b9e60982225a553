package dev.mayfly.cli;

import dev.mayfly.contracts.schedule.LocalTimes;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Times as people write them: with their offset, or as a local time or date of the schedule's time
 * zone; of UTC where there is no schedule.
 */
final class AskedTime {
  private AskedTime() {}

  /**
   * @throws IllegalArgumentException whose message says what would be right, worded so that it
   *     follows "is not"
   */
  static Instant instant(String text, @Nullable Schedule schedule) {
    return LocalTimes.parse(text, zone(schedule));
  }

  /**
   * The tick that begins then; of a date, the one with that {@code tick.date}.
   *
   * @throws IllegalArgumentException as {@link #instant} does
   */
  static Tick tick(String text, @Nullable Schedule schedule) {
    Instant start = instant(text, schedule);
    if (schedule == null) {
      return Tick.dayFrom(start, ZoneOffset.UTC);
    }
    return text.contains("T") ? schedule.tickFor(start) : schedule.tickFor(LocalDate.parse(text));
  }

  static ZoneId zone(@Nullable Schedule schedule) {
    return schedule == null ? ZoneOffset.UTC : schedule.timeZone();
  }
}
