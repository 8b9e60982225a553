package dev.mayfly.contracts.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tick as somebody asks for it: at least one of its ends. A bare text is read as the {@code end}.
 *
 * @param start in the years 1 to 9999, as is {@code end}
 */
public record TickAsked(@Nullable Instant start, @Nullable Instant end) {
  @JsonCreator
  public TickAsked {
    if (start == null && end == null) {
      throw new IllegalArgumentException(
          "tick: missing; expected at least one of start and end, as 2026-03-01T02:00:00Z");
    }
    if (start != null && end != null && !start.isBefore(end)) {
      throw new IllegalArgumentException("tick.start: '" + start + "' is not before tick.end");
    }
    check("tick.start", start);
    check("tick.end", end);
  }

  public static TickAsked of(Tick tick) {
    return new TickAsked(tick.start(), tick.end());
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static TickAsked ending(String end) {
    try {
      return new TickAsked(null, OffsetDateTime.parse(end).toInstant());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "tick: '" + end + "' is not a point in time, as 2026-03-01T02:00:00Z", e);
    }
  }

  /**
   * The tick with what is missing taken from the schedule.
   *
   * @param schedule null: a tick is one day, in UTC
   */
  public Tick complete(@Nullable Schedule schedule) {
    if (start == null) {
      Instant due = Objects.requireNonNull(end);
      return schedule == null ? Tick.dayUntil(due, ZoneOffset.UTC) : schedule.tickOf(due);
    }
    if (end != null) {
      return new Tick(start, end);
    }
    return schedule == null ? Tick.dayFrom(start, ZoneOffset.UTC) : schedule.tickFor(start);
  }

  private static void check(String name, @Nullable Instant at) {
    if (at != null && !LocalTimes.isOfOurCalendar(at)) {
      throw new IllegalArgumentException(name + ": '" + at + "' is not in the years 1 to 9999");
    }
  }
}
