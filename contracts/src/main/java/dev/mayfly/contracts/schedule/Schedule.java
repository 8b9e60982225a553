package dev.mayfly.contracts.schedule;

import dev.mayfly.contracts.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When a job is due: by exactly one of {@code cron}, {@code every} and {@code at}.
 *
 * @param cron five fields, six with seconds first, or a macro as {@code @daily}; by the local time
 *     of {@code timeZone}
 * @param every counted in elapsed time from {@code start}, else from 1970-01-01T00:00:00Z; whole
 *     seconds, from 1
 * @param at in order
 * @param start nothing is due before it
 * @param end nothing is due then or later
 * @param jitter ticks fire up to so much later than they are due; 0 for not at all
 * @param startAtTick the job starts when it is due, on a cluster that was lit ahead; not with a
 *     jitter; null for false
 */
public record Schedule(
    @Nullable String cron,
    @Nullable Duration every,
    List<Instant> at,
    ZoneId timeZone,
    @Nullable Instant start,
    @Nullable Instant end,
    Duration jitter,
    Overlap overlap,
    CatchUp catchUp,
    @Nullable Boolean startAtTick) {

  public Schedule {
    at = at == null ? List.of() : List.copyOf(new TreeSet<>(at));
    int ways = (cron == null ? 0 : 1) + (every == null ? 0 : 1) + (at.isEmpty() ? 0 : 1);
    if (ways != 1) {
      throw new IllegalArgumentException("a schedule has exactly one of cron, every and at");
    }
    if (cron != null) {
      Cron.of(cron);
    }
    if (every != null && (every.toSeconds() < 1 || every.toNanosPart() != 0)) {
      throw new IllegalArgumentException("every: '" + every + "' is not whole seconds from 1s");
    }
    if (start != null && end != null && !start.isBefore(end)) {
      throw new IllegalArgumentException("start: '" + start + "' is not before its end, " + end);
    }
    if (jitter.isNegative()) {
      throw new IllegalArgumentException("jitter: '" + jitter + "' is not a duration from 0s");
    }
    startAtTick = Boolean.TRUE.equals(startAtTick) ? Boolean.TRUE : null;
    if (startAtTick != null && !jitter.isZero()) {
      throw new IllegalArgumentException("jitter: '" + jitter + "' is not 0s, with startAtTick");
    }
  }

  /**
   * Refuses what is no cron expression, or is never due.
   *
   * @throws IllegalArgumentException whose message says what would be right, worded so that it
   *     follows "is not"
   */
  public static void checkCron(String text) {
    Cron.of(text);
  }

  public boolean startsAtTick() {
    return startAtTick != null;
  }

  /** The first due time after this one. */
  public Optional<Instant> next(Instant after) {
    Instant from = start == null || !after.isBefore(start) ? after : start.minusNanos(1);
    return dues().next(from).filter(due -> end == null || due.isBefore(end));
  }

  /** The last due time before this one. */
  public Optional<Instant> previous(Instant before) {
    Instant until = end == null || before.isBefore(end) ? before : end;
    return dues().previous(until).filter(due -> start == null || !due.isBefore(start));
  }

  /** When a tick of that due time is to fire: the same for whoever asks, whenever. */
  public Instant firesAt(String job, Instant due) {
    long most = jitter.toMillis();
    if (most == 0) {
      return due;
    }
    String drawn = Json.sha256(job + '\n' + due).substring(0, 15);
    return due.plusMillis(Long.parseLong(drawn, 16) % most);
  }

  /**
   * The tick that is due then. It begins at the due time before, whether or not that lies before
   * {@code start}; where there is none, a day before.
   */
  public Tick tickOf(Instant due) {
    return dues()
        .previous(due)
        .map(start -> new Tick(start, due))
        .orElseGet(() -> Tick.dayUntil(due, timeZone));
  }

  /**
   * The tick that begins then and lasts until the due time after, whether or not that lies after
   * {@code end}; where there is none, a day.
   */
  public Tick tickFor(Instant start) {
    return dues()
        .next(start)
        .map(due -> new Tick(start, due))
        .orElseGet(() -> Tick.dayFrom(start, timeZone));
  }

  /**
   * The first tick whose {@code tick.date} is that date; where none begins that day, the one that
   * the day begins in.
   */
  public Tick tickFor(LocalDate date) {
    Instant midnight = LocalTimes.instant(date.atStartOfDay(), timeZone);
    Instant midnightAfter = LocalTimes.instant(date.plusDays(1).atStartOfDay(), timeZone);
    return dues()
        .next(midnight.minusNanos(1))
        .filter(due -> due.isBefore(midnightAfter))
        .or(() -> dues().previous(midnight))
        .map(this::tickFor)
        .orElseGet(() -> tickFor(midnight));
  }

  /**
   * What decides when it is due, in one form for all ways to write it. Run ids of ticks derive from
   * it, so that a change of any other field makes no second run of a tick.
   */
  public String text() {
    if (cron != null) {
      return "cron " + Cron.of(cron).text() + " " + timeZone;
    }
    if (every != null) {
      return "every " + every + (start == null ? "" : " from " + start);
    }
    return "at";
  }

  /** For people. */
  public String inWords() {
    if (cron != null) {
      return cron + " " + timeZone;
    }
    return every == null
        ? "at " + at.size() + (at.size() == 1 ? " time" : " times")
        : "every " + every.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private DueTimes dues() {
    if (cron != null) {
      return new CronTimes(Cron.of(cron), timeZone);
    }
    return every == null ? new ListedTimes(at) : new EveryTimes(every, start);
  }
}
