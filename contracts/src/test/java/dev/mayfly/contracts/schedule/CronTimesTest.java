package dev.mayfly.contracts.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The nights when clocks change: Berlin's in 2026 are those before 29 March and 25 October. */
class CronTimesTest {
  private static final String BERLIN = "Europe/Berlin";

  /** Those from the one time to before the other, found from either end. */
  private static List<String> due(String cron, String zone, String from, String to) {
    var times = new CronTimes(Cron.of(cron), ZoneId.of(zone));
    Instant first = Instant.parse(from);
    Instant last = Instant.parse(to);
    var ahead = new ArrayList<Instant>();
    Optional<Instant> at = times.next(first.minusNanos(1));
    while (at.isPresent() && at.get().isBefore(last)) {
      ahead.add(at.get());
      at = times.next(at.get());
      assertThat(at.orElseThrow()).isAfter(ahead.get(ahead.size() - 1));
    }
    var back = new ArrayList<Instant>();
    at = times.previous(last);
    while (at.isPresent() && !at.get().isBefore(first)) {
      back.add(at.get());
      at = times.previous(at.get());
      assertThat(at.orElseThrow()).isBefore(back.get(back.size() - 1));
    }
    Collections.reverse(back);
    assertThat(back).isEqualTo(ahead);
    return ahead.stream()
        .map(i -> i.atZone(ZoneId.of(zone)).toOffsetDateTime())
        .map(OffsetDateTime::toString)
        .toList();
  }

  @Test
  void aTimeThatIsSkippedIsDueWhenTheGapEnds() {
    assertThat(due("30 2 * * *", BERLIN, "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"))
        .containsExactly(
            "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
  }

  @Test
  void manyThatAreSkippedAreDueOnceWhenTheGapEnds() {
    assertThat(due("*/10 2,3 * * *", BERLIN, "2026-03-29T00:00:00Z", "2026-03-29T01:20:00Z"))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T03:10+02:00");
  }

  @Test
  void aTimeThatIsThereTwiceIsDueTheFirst() {
    assertThat(due("30 2 * * *", BERLIN, "2026-10-24T00:00:00Z", "2026-10-26T12:00:00Z"))
        .containsExactly(
            "2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
  }

  @Test
  void theTimeAtWhichTheHourThatIsThereTwiceIsOverIsThereOnce() {
    assertThat(due("0 2,3 * * *", BERLIN, "2026-10-24T22:00:00Z", "2026-10-25T12:00:00Z"))
        .containsExactly("2026-10-25T02:00+02:00", "2026-10-25T03:00+01:00");
  }

  @Test
  void whatIsDueEveryHourIsDueInBothAndInNoneThatIsSkipped() {
    assertThat(due("0 * * * *", BERLIN, "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z"))
        .containsExactly(
            "2026-10-25T01:00+02:00",
            "2026-10-25T02:00+02:00",
            "2026-10-25T02:00+01:00",
            "2026-10-25T03:00+01:00");
    assertThat(due("0 * * * *", BERLIN, "2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z"))
        .containsExactly(
            "2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00");
    assertThat(due("15 * * * *", BERLIN, "2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z"))
        .as("a quarter past is not made up for")
        .containsExactly(
            "2026-03-29T01:15+01:00", "2026-03-29T03:15+02:00", "2026-03-29T04:15+02:00");
  }

  @Test
  void halfAnHourMayBeSkippedOrThereTwice() {
    String zone = "Australia/Lord_Howe";
    assertThat(due("15,45 1,2 * * *", zone, "2026-04-04T12:00:00Z", "2026-04-05T12:00:00Z"))
        .containsExactly(
            "2026-04-05T01:15+11:00",
            "2026-04-05T01:45+11:00",
            "2026-04-05T02:15+10:30",
            "2026-04-05T02:45+10:30");
    assertThat(due("45 * * * *", zone, "2026-04-04T14:00:00Z", "2026-04-04T16:00:00Z"))
        .containsExactly("2026-04-05T01:45+11:00", "2026-04-05T01:45+10:30");
    assertThat(due("15 2 * * *", zone, "2026-10-03T12:00:00Z", "2026-10-04T12:00:00Z"))
        .containsExactly("2026-10-04T02:30+11:00");
  }

  @Test
  void aDayThatIsSkippedAtMidnightBeginsAtOne() {
    assertThat(due("0 0 * * *", "America/Santiago", "2025-09-06T00:00:00Z", "2025-09-08T00:00:00Z"))
        .containsExactly("2025-09-06T00:00-04:00", "2025-09-07T01:00-03:00");
  }

  @Test
  void aWholeDayMayBeSkipped() {
    assertThat(due("0 2 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", "2011-12-31T10:00:00Z"))
        .as("Samoa had no 30 December 2011")
        .containsExactly(
            "2011-12-29T02:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T02:00+14:00");
  }

  @Test
  void aRareTimeOfEveryHourIsFoundOverManyChangesOfTheClocks() {
    assertThat(due("0 * 29 2 *", BERLIN, "2024-02-29T22:00:00Z", "2028-02-29T00:00:00Z"))
        .containsExactly("2024-02-29T23:00+01:00", "2028-02-29T00:00+01:00");
  }
}
