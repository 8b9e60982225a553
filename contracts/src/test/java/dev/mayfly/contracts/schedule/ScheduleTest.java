package dev.mayfly.contracts.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.sample.Samples;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");

  private static Schedule cron(String cron, ZoneId zone, Instant start, Instant end) {
    return new Schedule(
        cron,
        null,
        List.of(),
        zone,
        start,
        end,
        Duration.ZERO,
        Overlap.SKIP,
        CatchUp.DEFAULT,
        null);
  }

  private static Schedule cron(String cron) {
    return cron(cron, BERLIN, null, null);
  }

  private static Schedule every(String every, Instant start, Instant end) {
    return new Schedule(
        null,
        Duration.parse(every),
        List.of(),
        BERLIN,
        start,
        end,
        Duration.ZERO,
        Overlap.SKIP,
        CatchUp.DEFAULT,
        null);
  }

  private static Schedule at(Instant... at) {
    return new Schedule(
        null,
        null,
        List.of(at),
        BERLIN,
        null,
        null,
        Duration.ZERO,
        Overlap.SKIP,
        CatchUp.DEFAULT,
        null);
  }

  private static Instant time(String text) {
    return Instant.parse(text);
  }

  @Test
  void everyCountsFromItsStart() {
    Schedule s = every("PT7H", time("2026-03-01T01:30:00.250Z"), null);
    assertThat(s.next(MARCH)).hasValue(time("2026-03-01T01:30:00.250Z"));
    assertThat(s.next(time("2026-03-01T01:30:00.250Z"))).hasValue(time("2026-03-01T08:30:00.250Z"));
    assertThat(s.next(time("2026-03-01T08:30:00.249Z"))).hasValue(time("2026-03-01T08:30:00.250Z"));
    assertThat(s.previous(time("2026-03-01T08:30:00.250Z")))
        .hasValue(time("2026-03-01T01:30:00.250Z"));
    assertThat(s.previous(time("2026-03-01T01:30:00.250Z"))).isEmpty();
  }

  @Test
  void everyCountsFromTheEpochWithoutAStart() {
    Schedule s = every("PT15M", null, null);
    assertThat(s.next(time("2026-03-29T00:50:00Z"))).hasValue(time("2026-03-29T01:00:00Z"));
    assertThat(s.previous(time("2026-03-29T01:00:00Z"))).hasValue(time("2026-03-29T00:45:00Z"));
    assertThat(s.next(time("1969-12-31T23:59:59.500Z"))).hasValue(Instant.EPOCH);
    assertThat(s.previous(Instant.EPOCH)).hasValue(time("1969-12-31T23:45:00Z"));
    assertThat(s.next(time("1969-12-31T23:44:59.999Z"))).hasValue(time("1969-12-31T23:45:00Z"));
  }

  @Test
  void listedTimesAreDueInOrderAndOnce() {
    Schedule s = at(APRIL, MARCH, APRIL);
    assertThat(s.at()).containsExactly(MARCH, APRIL);
    assertThat(s.next(MARCH.minusSeconds(1))).hasValue(MARCH);
    assertThat(s.next(MARCH)).hasValue(APRIL);
    assertThat(s.next(APRIL)).isEmpty();
    assertThat(s.previous(APRIL)).hasValue(MARCH);
    assertThat(s.previous(MARCH)).isEmpty();
  }

  @Test
  void nothingIsDueBeforeItsStartOrFromItsEndOn() {
    Schedule s = cron("0 0 * * *", ZoneId.of("UTC"), MARCH, MARCH.plus(Duration.ofDays(2)));
    assertThat(s.next(time("2020-01-01T00:00:00Z"))).hasValue(MARCH);
    assertThat(s.next(MARCH)).hasValue(MARCH.plus(Duration.ofDays(1)));
    assertThat(s.next(MARCH.plus(Duration.ofDays(1)))).isEmpty();
    assertThat(s.previous(APRIL)).hasValue(MARCH.plus(Duration.ofDays(1)));
    assertThat(s.previous(MARCH.plus(Duration.ofDays(1)))).hasValue(MARCH);
    assertThat(s.previous(MARCH)).isEmpty();
  }

  @Test
  void aTickBeginsAtTheDueTimeBeforeAlsoBeforeTheStart() {
    Schedule s = cron("0 0 * * *", ZoneId.of("UTC"), MARCH, null);
    assertThat(s.tickOf(MARCH)).isEqualTo(new Tick(MARCH.minus(Duration.ofDays(1)), MARCH));
    Schedule e = every("PT6H", MARCH, null);
    assertThat(e.tickOf(MARCH)).isEqualTo(new Tick(MARCH.minus(Duration.ofHours(6)), MARCH));
  }

  @Test
  void aTickWithoutADueTimeBeforeOrAfterIsADay() {
    assertThat(at(MARCH, APRIL).tickOf(APRIL)).isEqualTo(new Tick(MARCH, APRIL));
    assertThat(at(MARCH).tickOf(MARCH)).isEqualTo(new Tick(MARCH.minus(Duration.ofDays(1)), MARCH));
    assertThat(at(MARCH).tickFor(MARCH)).isEqualTo(new Tick(MARCH, MARCH.plus(Duration.ofDays(1))));
  }

  @Test
  void theTickOfADateIsTheFirstThatBeginsThatDay() {
    LocalDate tenth = LocalDate.parse("2026-03-10");
    assertThat(cron("0 2 * * *").tickFor(tenth))
        .isEqualTo(new Tick(time("2026-03-10T01:00:00Z"), time("2026-03-11T01:00:00Z")));
    assertThat(cron("@daily").tickFor(tenth))
        .isEqualTo(new Tick(time("2026-03-09T23:00:00Z"), time("2026-03-10T23:00:00Z")));
    assertThat(cron("@hourly").tickFor(tenth))
        .isEqualTo(new Tick(time("2026-03-09T23:00:00Z"), time("2026-03-10T00:00:00Z")));
    assertThat(cron("0 2 * * *").tickFor(tenth).date(BERLIN)).isEqualTo(tenth);
  }

  @Test
  void theTickOfADateOnWhichNoneBeginsIsTheOneThatTheDayBeginsIn() {
    assertThat(cron("@monthly").tickFor(LocalDate.parse("2026-03-10")))
        .isEqualTo(new Tick(time("2026-02-28T23:00:00Z"), time("2026-03-31T22:00:00Z")));
    assertThat(at(APRIL).tickFor(LocalDate.parse("2026-03-10")))
        .isEqualTo(new Tick(time("2026-03-09T23:00:00Z"), APRIL));
  }

  @Test
  void ticksFollowOneAnotherWithoutGapOverAChangeOfTheClocks() {
    Schedule s = cron("30 2 * * *");
    Instant due = time("2026-03-27T00:00:00Z");
    Instant end = s.next(due).orElseThrow();
    for (int i = 0; i < 5; i++) {
      Tick tick = s.tickOf(s.next(end).orElseThrow());
      assertThat(tick.start()).isEqualTo(end);
      assertThat(s.tickFor(tick.start())).isEqualTo(tick);
      end = tick.end();
    }
  }

  @Test
  void jitterIsTheSameForWhoeverAsksAndSpreadsJobs() {
    Schedule s = Samples.spec().schedule();
    assertThat(s.jitter()).isEqualTo(Duration.ofMinutes(5));
    assertThat(s.firesAt("birds", MARCH)).isEqualTo(s.firesAt("birds", MARCH));
    List<Instant> fires =
        IntStream.range(0, 200).mapToObj(i -> s.firesAt("job-" + i, MARCH)).toList();
    assertThat(fires)
        .allSatisfy(
            at ->
                assertThat(at).isAfterOrEqualTo(MARCH).isBefore(MARCH.plus(Duration.ofMinutes(5))));
    assertThat(fires.stream().distinct().count()).isGreaterThan(190);
    assertThat(cron("@daily").firesAt("birds", MARCH)).isEqualTo(MARCH);
  }

  @Test
  void itsTextHoldsWhatDecidesWhenItIsDueAndNothingElse() {
    assertThat(cron("@daily").text()).isEqualTo("cron 0 0 0 * * * Europe/Berlin");
    assertThat(cron("0 0 * * *", BERLIN, MARCH, APRIL).text()).isEqualTo(cron("@daily").text());
    assertThat(every("PT90M", null, APRIL).text()).isEqualTo("every PT1H30M");
    assertThat(every("PT90M", MARCH, null).text())
        .isEqualTo("every PT1H30M from 2026-03-01T00:00:00Z");
    assertThat(at(MARCH).text()).isEqualTo(at(APRIL).text()).isEqualTo("at");
  }

  @Test
  void peopleReadItInWords() {
    assertThat(
            Stream.of(
                    cron("0 2 * * *"),
                    every("PT15M", null, null),
                    every("PT1H30M", null, null),
                    every("PT2H", null, null),
                    every("PT30S", null, null),
                    every("PT10M5S", null, null),
                    at(MARCH),
                    at(MARCH, APRIL))
                .map(Schedule::inWords))
        .containsExactly(
            "0 2 * * * Europe/Berlin",
            "every 15m",
            "every 1h30m",
            "every 2h",
            "every 30s",
            "every 10m5s",
            "at 1 time",
            "at 2 times");
  }

  @Test
  void isWrittenAndReadAgainUnchanged() {
    for (Schedule s :
        List.of(
            cron("0 2 * * *"),
            every("PT15M", MARCH, APRIL),
            at(MARCH, APRIL),
            Samples.spec().schedule())) {
      assertThat(Json.read(Json.bytes(s), Schedule.class)).isEqualTo(s);
    }
  }

  @Test
  void hasExactlyOneWay() {
    assertThatThrownBy(() -> at()).hasMessage("a schedule has exactly one of cron, every and at");
    assertThatThrownBy(() -> every("PT0.5S", null, null))
        .hasMessage("every: 'PT0.5S' is not whole seconds from 1s");
    assertThatThrownBy(() -> every("PT1H", APRIL, MARCH))
        .hasMessageContaining("is not before its end");
  }
}
