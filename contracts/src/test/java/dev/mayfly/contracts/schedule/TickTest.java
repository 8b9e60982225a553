package dev.mayfly.contracts.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class TickTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Tick TICK =
      new Tick(Instant.parse("2026-02-27T23:30:00Z"), Instant.parse("2026-02-28T23:30:00Z"));
  private static final Schedule DAILY =
      new Schedule(
          "@daily",
          null,
          List.of(),
          BERLIN,
          null,
          null,
          Duration.ZERO,
          Overlap.SKIP,
          CatchUp.DEFAULT,
          null);

  @ParameterizedTest
  @CsvSource({
    "tick.start, 2026-02-27T23:30:00Z",
    "tick.end, 2026-02-28T23:30:00Z",
    "tick.date, 2026-02-28",
    "tick.dateNoDash, 20260228",
    "tick.date.minus.7d, 2026-02-21",
    "tick.date.plus.1d, 2026-03-01",
    "tick.dateNoDash.minus.28d, 20260131",
    "tick.dateNoDash.plus.9999d, 20530715",
    "tick.date.plus.0d, 2026-02-28"
  })
  void aFactIsTheStartsLocalDateOrAnEnd(String name, String value) {
    assertThat(TICK.fact(name, BERLIN)).hasValue(value);
  }

  @Test
  void theDateIsThatOfTheZone() {
    assertThat(TICK.fact("tick.date", ZoneOffset.UTC)).hasValue("2026-02-27");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tick",
        "tick.day",
        "tick.start.plus.1d",
        "tick.date.plus.d",
        "tick.date.plus.1h",
        "tick.date.plus.10000d",
        "tick.date.minus.-1d"
      })
  void anythingElseIsNoFact(String name) {
    assertThat(TICK.fact(name, BERLIN)).isEmpty();
  }

  @Test
  void itBeginsBeforeItEnds() {
    assertThatThrownBy(() -> new Tick(TICK.end(), TICK.end()))
        .hasMessage("start: '2026-02-28T23:30:00Z' is not before its end, 2026-02-28T23:30:00Z");
  }

  @Test
  void aDayIsTheZonesAndMayHave23Hours() {
    Instant midnight = Instant.parse("2026-03-28T23:00:00Z");
    Tick day = Tick.dayFrom(midnight, BERLIN);
    assertThat(day).isEqualTo(new Tick(midnight, Instant.parse("2026-03-29T22:00:00Z")));
    assertThat(Tick.dayUntil(day.end(), BERLIN)).isEqualTo(day);
  }

  @Test
  void oneIsAskedForByEitherEndOrBoth() {
    assertThat(asked("{\"start\": \"2026-03-01T00:00:00Z\", \"end\": \"2026-03-02T00:00:00Z\"}"))
        .isEqualTo(asked("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"));
    assertThat(asked("{\"start\": \"2026-03-01T00:00:00Z\"}"))
        .isEqualTo(asked("2026-03-01T00:00:00Z", null));
    assertThat(asked("{\"end\": \"2026-03-02T02:00:00+02:00\"}"))
        .isEqualTo(asked(null, "2026-03-02T00:00:00Z"))
        .isEqualTo(asked("\"2026-03-02T00:00:00Z\""))
        .isEqualTo(asked("\"2026-03-02T02:00+02:00\""));
  }

  @Test
  void whatWasAskedForIsWrittenAndReadAgainUnchanged() {
    for (TickAsked asked :
        List.of(
            TickAsked.of(TICK),
            asked("2026-03-01T00:00:00Z", null),
            asked(null, "2026-03-01T00:00:00Z"))) {
      assertThat(Json.read(Json.bytes(asked), TickAsked.class)).isEqualTo(asked);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {} | expected at least one of start and end
          "soon" | tick: 'soon' is not a point in time
          {"end": "2026-03-01"} | 2026-03-01
          {"start": "2026-03-02T00:00:00Z", "end": "2026-03-01T00:00:00Z"} | is not before tick.end
          "+50000-01-01T00:00:00Z" | is not in the years 1 to 9999
          5 | TickAsked
          [] | TickAsked
          """)
  void anythingElseIsRefused(String json, String why) {
    assertThatThrownBy(() -> asked(json))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatIsMissingIsTakenFromTheSchedule() {
    Tick day =
        new Tick(Instant.parse("2026-03-27T23:00:00Z"), Instant.parse("2026-03-28T23:00:00Z"));
    assertThat(asked("2026-03-27T23:00:00Z", null).complete(DAILY)).isEqualTo(day);
    assertThat(asked(null, "2026-03-28T23:00:00Z").complete(DAILY)).isEqualTo(day);
    assertThat(TickAsked.of(TICK).complete(DAILY)).isEqualTo(TICK);
  }

  @Test
  void withoutAScheduleATickIsADay() {
    assertThat(asked("2026-03-01T05:00:00Z", null).complete(null))
        .isEqualTo(asked(null, "2026-03-02T05:00:00Z").complete(null))
        .isEqualTo(
            new Tick(Instant.parse("2026-03-01T05:00:00Z"), Instant.parse("2026-03-02T05:00:00Z")));
  }

  private static TickAsked asked(String json) {
    return Json.read(json, TickAsked.class);
  }

  private static TickAsked asked(String start, String end) {
    return new TickAsked(
        start == null ? null : Instant.parse(start), end == null ? null : Instant.parse(end));
  }
}
