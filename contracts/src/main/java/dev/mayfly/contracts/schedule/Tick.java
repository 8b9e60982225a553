package dev.mayfly.contracts.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The span of time that one run of a scheduled job tells of: Airflow's data interval.
 *
 * @param start the due time before; earlier than {@code end}
 * @param end the due time
 */
public record Tick(Instant start, Instant end) {
  /** What a template may name, for people. */
  public static final String FACTS =
      "tick.start, tick.end, tick.date, tick.dateNoDash, and the last two with days added or taken"
          + " away, as tick.date.minus.7d and tick.dateNoDash.plus.1d";

  private static final Pattern DATE =
      Pattern.compile("tick\\.date(NoDash)?(?:\\.(minus|plus)\\.(\\d{1,4})d)?");

  public Tick {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("start: '" + start + "' is not before its end, " + end);
    }
  }

  /** The local day that ends then: what a tick is where no schedule says otherwise. */
  public static Tick dayUntil(Instant end, ZoneId zone) {
    return new Tick(end.atZone(zone).minusDays(1).toInstant(), end);
  }

  /** The local day that begins then. */
  public static Tick dayFrom(Instant start, ZoneId zone) {
    return new Tick(start, start.atZone(zone).plusDays(1).toInstant());
  }

  /** The local date of the start: Airflow's {@code ds}. */
  public LocalDate date(ZoneId zone) {
    return LocalDate.ofInstant(start, zone);
  }

  /**
   * What a template's name stands for.
   *
   * @param name as {@code tick.date.minus.7d}; see {@link #FACTS}
   * @param zone the schedule's
   * @return empty for a name that is none of a tick
   */
  public Optional<String> fact(String name, ZoneId zone) {
    if (name.equals("tick.start")) {
      return Optional.of(start.toString());
    }
    if (name.equals("tick.end")) {
      return Optional.of(end.toString());
    }
    Matcher m = DATE.matcher(name);
    if (!m.matches()) {
      return Optional.empty();
    }
    long days = m.group(3) == null ? 0 : Long.parseLong(m.group(3));
    LocalDate date = date(zone).plusDays("minus".equals(m.group(2)) ? -days : days);
    return Optional.of(
        m.group(1) == null ? date.toString() : date.format(DateTimeFormatter.BASIC_ISO_DATE));
  }
}
