package dev.mayfly.contracts.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand random expressions in random zones, before and after random times, half of them near
 * a change of the clocks: due as croniter says, which is Airflow's, but for the rules named here.
 * {@code src/test/croniter/pairs.py} wrote what it says.
 */
class CroniterTest {
  /** More than are due in an hour and a minute after it that are not compared. */
  private static final int MOST = 3_700;

  /**
   * @param after their next times after {@code at}
   * @param before their last times before it, latest first
   */
  private record Pair(
      String text, ZoneId zone, Instant at, List<Instant> after, List<Instant> before) {
    static Pair of(String line) {
      String[] parts = line.split("\t");
      Instant at = Instant.ofEpochSecond(Long.parseLong(parts[2]));
      return new Pair(
          parts[0], ZoneId.of(parts[1]), at, away(at, parts[3], 1), away(at, parts[4], -1));
    }

    private static List<Instant> away(Instant from, String distances, int sign) {
      var times = new ArrayList<Instant>();
      Instant at = from;
      for (String distance : distances.split(" ")) {
        at = at.plusSeconds(sign * Long.parseLong(distance));
        times.add(at);
      }
      return times;
    }

    /** Of an hour that is there twice, the second is left out unless no hour is. */
    boolean isAgain(Instant time) {
      ZoneOffsetTransition change =
          zone.getRules().getTransition(LocalDateTime.ofInstant(time, zone));
      return change != null && !time.isBefore(change.getInstant()) && !Cron.of(text).isEveryHour();
    }

    /** What is skipped is due at the end of the gap, to the second; theirs keeps its second. */
    boolean isInTheMinuteAfterAGap(Instant time) {
      ZoneOffsetTransition change = zone.getRules().previousTransition(time.plusSeconds(1));
      return text.split(" ").length == 6
          && change != null
          && change.isGap()
          && time.isBefore(change.getInstant().plusSeconds(60));
    }

    boolean isCompared(Instant time) {
      return !isAgain(time) && !isInTheMinuteAfterAGap(time);
    }

    /** Theirs, going back, leaves out the first of two hours when it comes from the second. */
    List<Instant> beforeAnHourThatIsThereTwice() {
      return isAgain(at) ? List.of() : before.stream().takeWhile(time -> !isAgain(time)).toList();
    }
  }

  @Test
  void aScheduleIsDueNextWhenCroniterSays() throws IOException {
    assertAgree(Pair::after, CronTimes::next);
  }

  @Test
  void aScheduleWasDueLastWhenCroniterSays() throws IOException {
    assertAgree(Pair::beforeAnHourThatIsThereTwice, CronTimes::previous);
  }

  @Test
  void lookingBackAndLookingAheadFindTheSame() throws IOException {
    for (Pair pair : pairs()) {
      CronTimes times = new CronTimes(Cron.of(pair.text()), pair.zone());
      Instant before = times.previous(pair.at()).orElseThrow();
      Instant after = times.next(pair.at()).orElseThrow();
      assertThat(before).as(pair.toString()).isBefore(pair.at());
      assertThat(times.next(before.minusNanos(1))).as(pair.toString()).hasValue(before);
      assertThat(times.next(before).orElseThrow()).as(pair.toString()).isBetween(pair.at(), after);
      assertThat(times.previous(after.plusNanos(1))).as(pair.toString()).hasValue(after);
      assertThat(times.previous(after).orElseThrow())
          .as(pair.toString())
          .isBetween(before, pair.at());
    }
  }

  private static void assertAgree(
      Function<Pair, List<Instant>> theirs,
      BiFunction<CronTimes, Instant, Optional<Instant>> following)
      throws IOException {
    var differences = new ArrayList<String>();
    int compared = 0;
    for (Pair pair : pairs()) {
      CronTimes times = new CronTimes(Cron.of(pair.text()), pair.zone());
      List<Instant> expected = theirs.apply(pair).stream().filter(pair::isCompared).toList();
      List<Instant> ours =
          Stream.iterate(pair.at(), at -> following.apply(times, at).orElseThrow())
              .skip(1)
              .limit(MOST)
              .filter(pair::isCompared)
              .limit(expected.size())
              .toList();
      compared += expected.size();
      if (!ours.equals(expected)) {
        differences.add(
            "%s %s: %s, but here %s"
                .formatted(pair.text(), pair.zone(), local(pair, expected), local(pair, ours)));
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).as("of 50,000 times").isGreaterThan(47_000);
  }

  private static List<String> local(Pair pair, List<Instant> times) {
    return times.stream().map(t -> t.atZone(pair.zone()).toOffsetDateTime().toString()).toList();
  }

  private static List<Pair> pairs() throws IOException {
    var packed = CroniterTest.class.getResourceAsStream("/cron/croniter.tsv.gz");
    try (var lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
      List<Pair> pairs = lines.lines().map(Pair::of).toList();
      assertThat(pairs).hasSize(10_000);
      return pairs;
    }
  }
}
