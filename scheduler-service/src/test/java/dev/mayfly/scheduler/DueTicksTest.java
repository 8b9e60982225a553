package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.schedule.CatchUp;
import dev.mayfly.contracts.schedule.CatchUp.Policy;
import dev.mayfly.contracts.schedule.Overlap;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.scheduler.DueTicks.Skipped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DueTicksTest {
  private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void whatIsDueNowFiresAndNothingElse() {
    DueTicks due = due(Policy.LATEST, Duration.ZERO, at(60));

    assertThat(due.fire()).containsExactly(at(60));
    assertThat(due.skipped()).isEmpty();
    assertThat(due.upTo()).isEqualTo(at(60));
    assertThat(due(Policy.LATEST, Duration.ZERO, at(59)).fire()).isEmpty();
    assertThat(due(Policy.LATEST, Duration.ZERO, at(59)).upTo()).isEqualTo(T0);
  }

  @Test
  void aTickIsOnTimeForAMinuteWhateverThePolicy() {
    Instant aMinuteLate = at(61);
    for (Policy policy : Policy.values()) {
      assertThat(due(policy, Duration.ZERO, aMinuteLate).fire()).containsExactly(at(60));
    }
    assertThat(due(Policy.NONE, Duration.ZERO, aMinuteLate.plusMillis(1)).fire()).isEmpty();
  }

  @Test
  void ofManyThatWereMissedTheNewestFiresAndTheOthersAreSkipped() {
    DueTicks due = due(Policy.LATEST, Duration.ZERO, at(5 * 60 + 30));

    assertThat(due.fire()).containsExactly(at(300));
    assertThat(due.skipped()).contains(new Skipped(at(60), at(240), 4));
    assertThat(due.why()).isEqualTo("missed, and catchUp is latest within 168h 0m");
  }

  @Test
  void whatIsOnTimeIsNewerThanWhatWasMissed() {
    DueTicks due = due(Policy.LATEST, Duration.ZERO, at(3 * 60));

    assertThat(due.fire()).containsExactly(at(180));
    assertThat(due.skipped()).contains(new Skipped(at(60), at(120), 2));
  }

  @Test
  void noneIsFiredLateWherePolicyIsNone() {
    DueTicks due = due(Policy.NONE, Duration.ZERO, at(3 * 60));

    assertThat(due.fire()).containsExactly(at(180));
    assertThat(due.skipped()).contains(new Skipped(at(60), at(120), 2));
    assertThat(due.why()).isEqualTo("missed, and catchUp is none");
  }

  @Test
  void allThatWereMissedWithinTheWindowFireOldestFirst() {
    DueTicks due =
        DueTicks.of(
            schedule(HOUR, new CatchUp(Policy.ALL, Duration.ofHours(3)), Duration.ZERO),
            "j",
            T0,
            Duration.ZERO,
            at(6 * 60));

    assertThat(due.fire()).containsExactly(at(180), at(240), at(300), at(360));
    assertThat(due.skipped()).contains(new Skipped(at(60), at(120), 2));
  }

  @Test
  void atMostAThousandAreMadeUpForAtOnce() {
    Schedule everySecond =
        schedule(Duration.ofSeconds(1), new CatchUp(Policy.ALL, HOUR), Duration.ZERO);
    DueTicks due = DueTicks.of(everySecond, "j", T0, Duration.ZERO, T0.plusSeconds(1_500));

    assertThat(due.fire())
        .isEqualTo(IntStream.rangeClosed(501, 1_500).mapToObj(T0::plusSeconds).toList());
    assertThat(due.skipped()).contains(new Skipped(T0.plusSeconds(1), T0.plusSeconds(500), 500));
  }

  @Test
  void theNewestIsNotMadeUpForWhenItIsOlderThanTheWindow() {
    var window = new CatchUp(Policy.LATEST, Duration.ofMinutes(20));
    DueTicks due =
        DueTicks.of(schedule(HOUR, window, Duration.ZERO), "j", T0, Duration.ZERO, at(2 * 60 + 30));

    assertThat(due.fire()).isEmpty();
    assertThat(due.skipped()).contains(new Skipped(at(60), at(120), 2));
  }

  @Test
  void aTickFiresOnlyWhenItsJitterHasPassedUnlessItIsItsLastChance() {
    Schedule jittered = schedule(HOUR, CatchUp.DEFAULT, Duration.ofMinutes(50));
    String job =
        Stream.of("a", "b", "c", "d", "e", "f")
            .filter(j -> jittered.firesAt(j, at(60)).isAfter(at(65)))
            .findFirst()
            .orElseThrow();
    Instant fires = jittered.firesAt(job, at(60));

    assertThat(DueTicks.of(jittered, job, T0, Duration.ZERO, fires.minusMillis(1)).fire())
        .isEmpty();
    assertThat(DueTicks.of(jittered, job, T0, Duration.ZERO, fires).fire()).containsExactly(at(60));
    assertThat(DueTicks.last(jittered, job, T0, at(60), at(60)).fire()).containsExactly(at(60));
    assertThat(DueTicks.last(jittered, job, T0, at(59), at(60)).fire()).isEmpty();
  }

  @Test
  void nothingFiresOfWhatIsLeftOut() {
    Schedule hourly = schedule(HOUR, CatchUp.DEFAULT, Duration.ZERO);
    DueTicks due = DueTicks.none(hourly, T0, at(120));

    assertThat(due.fire()).isEmpty();
    assertThat(due.skipped()).contains(new Skipped(at(60), at(120), 2));
  }

  private static DueTicks due(Policy policy, Duration jitter, Instant now) {
    var catchUp = new CatchUp(policy, CatchUp.DEFAULT.window());
    return DueTicks.of(schedule(HOUR, catchUp, jitter), "j", T0, Duration.ZERO, now);
  }

  private static Schedule schedule(Duration every, CatchUp catchUp, Duration jitter) {
    return new Schedule(
        null, every, List.of(), ZoneOffset.UTC, null, null, jitter, Overlap.SKIP, catchUp, null);
  }

  private static Instant at(int minutes) {
    return T0.plus(Duration.ofMinutes(minutes));
  }
}
