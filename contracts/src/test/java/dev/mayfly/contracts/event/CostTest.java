package dev.mayfly.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CostTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final JobSpec.Cluster CLUSTER =
      new JobSpec.Cluster("light", 3, 2, MemorySize.parse("4g"));
  private static final Prices PRICES = new Prices("USD", 0.10, 0.01);

  @Test
  void aClusterCostsWhatItsWorkersCostFromItsStartToItsEnd() {
    Cost cost = Cost.of(times(60, 3000, 3660), CLUSTER, PRICES, NOON);
    assertThat(cost.amount()).isCloseTo(3 * (2 * 0.10 + 4 * 0.01), within(1e-9));
    assertThat(cost.currency()).isEqualTo("USD");
    assertThat(cost.paid()).isEqualTo(Duration.ofHours(1));
    assertThat(cost.unused()).isEqualTo(Duration.ofSeconds(3600 - 2900));
  }

  @Test
  void aLeaseOfASharedClusterCostsItsShare() {
    var shared =
        new JobSpec.Cluster(
            "light",
            3,
            2,
            MemorySize.parse("4g"),
            new JobSpec.Shared(3, Duration.ofMinutes(10)),
            null);
    Cost cost = Cost.of(times(60, 3000, 3660), shared, PRICES, NOON);
    assertThat(cost.amount()).isCloseTo(2 * 0.10 + 4 * 0.01, within(1e-9));
    assertThat(cost.paid()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aClusterThatIsNotGoneYetIsCountedUntilNow() {
    Cost cost = Cost.of(times(60, 3000, null), CLUSTER, PRICES, NOON.plusSeconds(1860));
    assertThat(cost.paid()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void aMissingPriceMakesTheAmountUnknownAndNotNothing() {
    for (Prices prices : new Prices[] {null, new Prices("USD", 0.10, null)}) {
      Cost cost = Cost.of(times(60, 3000, 3660), CLUSTER, prices, NOON);
      assertThat(cost.amount()).isNull();
      assertThat(cost.paid()).isEqualTo(Duration.ofHours(1));
      assertThat(cost.text()).startsWith("unknown");
    }
  }

  @Test
  void attemptsAddUpAndOneUnknownMakesTheSumUnknown() {
    Cost one = Cost.of(times(60, 3000, 3660), CLUSTER, PRICES, NOON);
    assertThat(one.plus(one).amount()).isCloseTo(2 * one.amount(), within(1e-9));
    assertThat(one.plus(one).unused()).isEqualTo(one.unused().multipliedBy(2));
    assertThat(Cost.NONE.plus(one)).isEqualTo(one);
    assertThat(one.plus(Cost.NONE)).isEqualTo(one);
    Cost unknown = Cost.of(times(60, 3000, 3660), CLUSTER, null, NOON);
    assertThat(one.plus(unknown).amount()).isNull();
    assertThat(one.plus(unknown).paid()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void withoutAClusterNothingWasSpent() {
    assertThat(Cost.of(RunTimes.NONE, CLUSTER, PRICES, NOON)).isEqualTo(Cost.NONE);
    assertThat(Cost.NONE.text()).contains("no cluster");
  }

  /** Starting at a minute past noon; tasks run from 100 s to so many seconds past noon. */
  private static RunTimes times(int starting, int lastTask, @Nullable Integer stopped) {
    return RunTimes.NONE
        .withClusterStarting(NOON.plusSeconds(starting))
        .withJobFinished(
            NOON.plusSeconds(lastTask), NOON.plusSeconds(100), NOON.plusSeconds(lastTask))
        .withClusterStopped(stopped == null ? null : NOON.plusSeconds(stopped));
  }
}
