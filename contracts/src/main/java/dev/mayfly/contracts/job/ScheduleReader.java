package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.schedule.CatchUp;
import dev.mayfly.contracts.schedule.LocalTimes;
import dev.mayfly.contracts.schedule.Overlap;
import dev.mayfly.contracts.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The {@code schedule} of a spec. */
final class ScheduleReader {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();
  private static final Instant LONG_AGO = Instant.parse("0001-01-01T00:00:00Z");
  private static final int MOST_TIMES = 1_000;
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration LONGEST_JITTER = Duration.ofHours(24);

  private ScheduleReader() {}

  /** The zone of a spec's schedule; UTC where none can be read. */
  static ZoneId zone(JsonNode spec) {
    String zone = spec.path("schedule").path("timeZone").asString("");
    return ZONES.contains(zone) ? ZoneId.of(zone) : UTC;
  }

  /** Null where there is none, or none that can be read. */
  static @Nullable Schedule read(SpecFields job, List<Fault> faults) {
    SpecFields f = job.object("schedule");
    if (!f.isPresent()) {
      return null;
    }
    int before = faults.size();
    String ways =
        Stream.of("cron", "every", "at").filter(f::has).collect(Collectors.joining(" and "));
    if (ways.isEmpty() || ways.contains(" ")) {
      String expected = "exactly one of cron, every and at";
      job.fault("schedule", ways.isEmpty() ? null : "one with " + ways, expected);
    }
    ZoneId zone = f.parsed("timeZone", UTC, ScheduleReader::zone);
    String cron = f.<@Nullable String>parsed("cron", null, ScheduleReader::cron);
    Duration every = f.<@Nullable Duration>parsed("every", null, ScheduleReader::every);
    List<Instant> at = times(f, zone);
    Instant start = time(f, "start", zone);
    Instant end = time(f, "end", zone);
    Duration jitter = f.parsed("jitter", Duration.ZERO, ScheduleReader::jitter);
    Overlap overlap = f.parsed("overlap", Overlap.SKIP, oneOf(Overlap.values(), Overlap::text));
    CatchUp catchUp = catchUp(f);
    Boolean startAtTick = f.flag("startAtTick");
    if (Boolean.TRUE.equals(startAtTick) && !jitter.isZero()) {
      f.fault("jitter", f.text("jitter"), "0s: startAtTick starts the job when it is due");
    }
    if (start != null && end != null && !start.isBefore(end)) {
      f.fault("end", end.toString(), "after the start, " + start);
    }
    if (faults.size() > before) {
      return null;
    }
    var schedule =
        new Schedule(cron, every, at, zone, start, end, jitter, overlap, catchUp, startAtTick);
    checkEverDue(schedule, f);
    return schedule;
  }

  private static void checkEverDue(Schedule schedule, SpecFields f) {
    if (schedule.next(LONG_AGO).isEmpty()) {
      boolean ends = schedule.end() != null;
      Instant bound = ends ? schedule.end() : schedule.start();
      f.fault(
          ends ? "end" : "start",
          String.valueOf(bound),
          (ends ? "after" : "before") + " any time at which the schedule is due");
    }
  }

  private static String cron(String text) {
    Schedule.checkCron(text);
    return text.trim();
  }

  private static ZoneId zone(String text) {
    if (!ZONES.contains(text)) {
      String hint = NearestName.of(text, ZONES).map(n -> "; did you mean " + n + "?").orElse("");
      throw new IllegalArgumentException("an IANA time zone such as UTC or Europe/Berlin" + hint);
    }
    return ZoneId.of(text);
  }

  private static Duration every(String text) {
    Duration every = Durations.parse(text);
    if (every.toSeconds() < 1 || every.toNanosPart() != 0 || every.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a duration of whole seconds from 1s to 366d");
    }
    return every;
  }

  private static Duration jitter(String text) {
    Duration jitter = Durations.parse(text);
    if (jitter.compareTo(LONGEST_JITTER) > 0) {
      throw new IllegalArgumentException("a duration up to 24h");
    }
    return jitter;
  }

  private static Duration window(String text) {
    Duration window = Durations.parse(text);
    if (window.isZero() || window.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a duration above 0 and up to 366d");
    }
    return window;
  }

  private static @Nullable Instant time(SpecFields f, String name, ZoneId zone) {
    return f.<@Nullable Instant>parsed(name, null, text -> LocalTimes.parse(text, zone));
  }

  private static List<Instant> times(SpecFields f, ZoneId zone) {
    List<String> texts = f.texts("at", text -> timeExpected(text, zone));
    if (f.has("at") && !f.isValue("at") && texts.isEmpty()) {
      f.fault("at", null, "at least one point in time, as 2026-03-01T02:00:00Z");
    }
    if (texts.size() > MOST_TIMES) {
      f.fault("at", texts.size() + " times", "at most " + MOST_TIMES + "; use cron or every");
      return List.of();
    }
    return texts.stream()
        .filter(text -> timeExpected(text, zone) == null)
        .map(text -> LocalTimes.parse(text, zone))
        .toList();
  }

  private static @Nullable String timeExpected(String text, ZoneId zone) {
    try {
      LocalTimes.parse(text, zone);
      return null;
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static CatchUp catchUp(SpecFields f) {
    Function<String, CatchUp.Policy> policy = oneOf(CatchUp.Policy.values(), CatchUp.Policy::text);
    if (f.isValue("catchUp")) {
      return new CatchUp(
          f.parsed("catchUp", CatchUp.DEFAULT.policy(), policy), CatchUp.DEFAULT.window());
    }
    SpecFields c = f.object("catchUp");
    return new CatchUp(
        c.parsed("policy", CatchUp.DEFAULT.policy(), policy),
        c.parsed("window", CatchUp.DEFAULT.window(), ScheduleReader::window));
  }

  private static <E> Function<String, E> oneOf(E[] constants, Function<E, String> text) {
    String all = Arrays.stream(constants).map(text).collect(Collectors.joining(", "));
    return given ->
        Arrays.stream(constants)
            .filter(c -> text.apply(c).equals(given))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("one of " + all));
  }
}
