package dev.mayfly.contracts.job;

import static dev.mayfly.contracts.job.Reading.faults;
import static dev.mayfly.contracts.job.Reading.job;
import static dev.mayfly.contracts.job.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.job.JobSpecReader.Result;
import dev.mayfly.contracts.schedule.CatchUp;
import dev.mayfly.contracts.schedule.Overlap;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleReaderTest {

  private static Schedule schedule(String fields) {
    return valid(job("schedule: {" + fields + "}")).schedule();
  }

  @Test
  void oneFieldIsEnough() {
    assertThat(schedule("cron: '@daily'"))
        .isEqualTo(
            new Schedule(
                "@daily",
                null,
                List.of(),
                ZoneId.of("UTC"),
                null,
                null,
                Duration.ZERO,
                Overlap.SKIP,
                CatchUp.DEFAULT,
                null));
    assertThat(schedule("every: 15m").every()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void timesAreOfTheZoneUnlessTheySayTheirOffset() {
    assertThat(
            schedule(
                    "at: [2026-03-01, '2026-03-01T02:00', '2026-03-01T02:00:30Z',"
                        + " '2026-03-01T02:00+05:30'], timeZone: Europe/Berlin")
                .at())
        .containsExactly(
            Instant.parse("2026-02-28T20:30:00Z"),
            Instant.parse("2026-02-28T23:00:00Z"),
            Instant.parse("2026-03-01T01:00:00Z"),
            Instant.parse("2026-03-01T02:00:30Z"));
  }

  @Test
  void catchUpIsAWordOrAnObject() {
    assertThat(schedule("every: 1h, catchUp: all").catchUp())
        .isEqualTo(new CatchUp(CatchUp.Policy.ALL, Duration.ofDays(7)));
    assertThat(schedule("every: 1h, catchUp: {policy: none}").catchUp().policy())
        .isEqualTo(CatchUp.Policy.NONE);
    assertThat(schedule("every: 1h, catchUp: {window: 2h}").catchUp())
        .isEqualTo(new CatchUp(CatchUp.Policy.LATEST, Duration.ofHours(2)));
  }

  @Test
  void anEnvironmentMayChangeItOrTakeItAway() {
    String text =
        job("schedule: {cron: '@daily', timeZone: Europe/Berlin}\n")
            + "environments: {dev: {schedule: }, test: {schedule: {cron: , every: 1h}}}";
    assertThat(valid(text, "dev", Map.of()).spec().schedule()).isNull();
    assertThat(valid(text, "test", Map.of()).spec().schedule().every())
        .isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | schedule: missing; expected exactly one of cron, every and at
          {timeZone: UTC} | schedule: missing; expected exactly one of cron, every and at
          {cron: '@daily', every: 1h} | schedule: 'one with cron and every' is not exactly one of cron, every and at
          daily | schedule: 'daily' is not an object
          {cron: 0 25 * * *} | schedule.cron: '0 25 * * *' is not a cron expression: its hour has '25' where there may be a value of 0 to 23
          {cron: 0 0 30 2 *} | schedule.cron: '0 0 30 2 *' is not a cron expression that is ever due: no month that it names has such a day
          {cron: often} | schedule.cron: 'often' is not a cron expression of five fields (minute, hour, day of month, month, day of week), as 0 2 * * *, of six (second first), or one of @hourly, @daily, @weekly, @monthly, @yearly
          {cron: '{{ params.cron }}'} | schedule.cron: '{{ params.cron }}' is not a cron expression of five fields (minute, hour, day of month, month, day of week), as 0 2 * * *, of six (second first), or one of @hourly, @daily, @weekly, @monthly, @yearly
          {every: often} | schedule.every: 'often' is not a duration such as 30s, 10m, 1h30m or PT2H
          {every: 500ms} | schedule.every: '500ms' is not a duration of whole seconds from 1s to 366d
          {every: 0s} | schedule.every: '0s' is not a duration of whole seconds from 1s to 366d
          {every: 367d} | schedule.every: '367d' is not a duration of whole seconds from 1s to 366d
          {at: []} | schedule.at: missing; expected at least one point in time, as 2026-03-01T02:00:00Z
          {at: soon} | schedule.at: 'soon' is not a list
          {at: [soon]} | schedule.at[0]: 'soon' is not a point in time in the years 1 to 9999, as 2026-03-01T02:00:00Z, or a local one, as 2026-03-01T02:00 or 2026-03-01
          {at: ['+99999-01-01T00:00Z']} | schedule.at[0]: '+99999-01-01T00:00Z' is not a point in time in the years 1 to 9999, as 2026-03-01T02:00:00Z, or a local one, as 2026-03-01T02:00 or 2026-03-01
          {every: 1h, timeZone: Europe/Belrin} | schedule.timeZone: 'Europe/Belrin' is not an IANA time zone such as UTC or Europe/Berlin; did you mean Europe/Berlin?
          {every: 1h, timeZone: '+01:00'} | schedule.timeZone: '+01:00' is not an IANA time zone such as UTC or Europe/Berlin
          {every: 1h, start: 2026-03-02, end: 2026-03-01} | schedule.end: '2026-03-01T00:00:00Z' is not after the start, 2026-03-02T00:00:00Z
          {cron: '@yearly', start: 2026-03-01, end: 2026-04-01} | schedule.end: '2026-04-01T00:00:00Z' is not after any time at which the schedule is due
          {at: [2026-03-01], start: 2026-04-01} | schedule.start: '2026-04-01T00:00:00Z' is not before any time at which the schedule is due
          {every: 1h, jitter: 25h} | schedule.jitter: '25h' is not a duration up to 24h
          {every: 1h, overlap: maybe} | schedule.overlap: 'maybe' is not one of skip, queue, cancel-previous, allow
          {every: 1h, catchUp: some} | schedule.catchUp: 'some' is not one of none, latest, all
          {every: 1h, catchUp: {policy: some}} | schedule.catchUp.policy: 'some' is not one of none, latest, all
          {every: 1h, catchUp: {window: 0s}} | schedule.catchUp.window: '0s' is not a duration above 0 and up to 366d
          {every: 1h, startAtTick: true, jitter: 5m} | schedule.jitter: '5m' is not 0s: startAtTick starts the job when it is due
          """)
  void aFaultNamesItsPathItsValueAndWhatWouldBeRight(String schedule, String sentence) {
    assertThat(faults(job("schedule: " + schedule))).containsExactly(sentence);
  }

  @Test
  void noMoreThanAThousandTimesAreListed() {
    String times = "2026-03-01, ".repeat(1_000) + "2026-03-01";
    assertThat(faults(job("schedule: {at: [" + times + "]}")))
        .containsExactly("schedule.at: '1001 times' is not at most 1000; use cron or every");
  }

  @Test
  void templatesOfATickAreOfTheSchedulesZone() {
    String text =
        job(
            """
            schedule: {cron: '30 0 * * *', timeZone: Europe/Berlin}
            params: {day: '{{ tick.date }}', week: '{{tick.dateNoDash.minus.7d}}'}
            notify: [{channels: ['log:{{ params.day }}']}]
            """);
    var tick =
        new Tick(Instant.parse("2026-02-27T23:30:00Z"), Instant.parse("2026-02-28T23:30:00Z"));
    var read = JobSpecReader.read(SpecText.read(text), null, Map.of(), Map.of(), tick);
    JobSpec spec = ((Result.Valid) read).spec();
    assertThat(spec.params()).isEqualTo(Map.of("day", "2026-02-28", "week", "20260221"));
    assertThat(spec.notifications().get(0).channels()).containsExactly("log:2026-02-28");
  }

  @Test
  void aTickThatIsNamedWhereThereIsNoneIsAFaultThatTellsHowToGetOne() {
    assertThat(faults(Reading.step("args: ['{{ tick.date }}']")))
        .containsExactly(
            "steps[0].args[0]: '{{ tick.date }}' is not known without a tick: a run has one when its"
                + " job's schedule is due, or when it is asked for with one, as \"tick\": {\"end\":"
                + " \"2026-03-01T02:00:00Z\"}");
  }

  @Test
  void whatIsNoFactOfATickIsAFaultThatTellsTheFacts() {
    var tick = Tick.dayFrom(Instant.EPOCH, ZoneId.of("UTC"));
    var spec = SpecText.read(Reading.step("args: ['{{ tick.dat }}', '{{ tick.start }}']"));
    var read = JobSpecReader.read(spec, null, Map.of(), Map.of(), tick);
    assertThat(((Result.Invalid) read).faults())
        .singleElement()
        .hasToString(
            "steps[0].args[0]: '{{ tick.dat }}' is not one of tick.start, tick.end, tick.date,"
                + " tick.dateNoDash, and the last two with days added or taken away, as"
                + " tick.date.minus.7d and tick.dateNoDash.plus.1d");
  }
}
