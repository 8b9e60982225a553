package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
  private Instant now = Instant.parse("2026-05-04T03:02:01Z");
  private final InstantSource source = () -> now;
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final CommitPace pace = new CommitPace(clock);

  private void passes(long millis) {
    now = now.plusMillis(millis);
  }

  private void commitThatTakes(long millis) {
    pace.begins();
    passes(millis);
    pace.ended();
  }

  @Test
  void theFirstIsDueAtOnce() {
    assertThat(pace.isDue(true)).isTrue();
    assertThat(pace.isDue(false)).isTrue();
  }

  @Test
  void oneMayFollowWhenTwiceTheTimeOfTheLastHasPassed() {
    commitThatTakes(3);
    assertThat(pace.next()).isEqualTo(now.plusMillis(6));
    passes(5);
    assertThat(pace.isDue(true)).isFalse();
    passes(1);
    assertThat(pace.isDue(true)).isTrue();
  }

  @Test
  void withMoreToComeOneIsMadeOfMany() {
    commitThatTakes(3);
    passes(CommitPace.LONGEST_PAUSE_MILLIS - 1);
    assertThat(pace.isDue(false)).isFalse();
    passes(1);
    assertThat(pace.isDue(false)).isTrue();
  }

  @Test
  void afterOneThatTookVeryLongNoneIsHeldUpForAsLong() {
    commitThatTakes(5_000);
    passes(CommitPace.LONGEST_PAUSE_MILLIS);
    assertThat(pace.isDue(true)).isTrue();
  }

  @Test
  void aClockThatIsSetBackHoldsUpNone() {
    commitThatTakes(3);
    passes(-60_000);
    assertThat(pace.isDue(true)).isTrue();
  }
}
