package dev.mayfly.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EstimateTest {
  private static final JobSpec.Cluster CLUSTER =
      new JobSpec.Cluster("light", 3, 2, MemorySize.parse("4g"));
  private static final Prices PRICES = new Prices("USD", 0.10, 0.01);

  @Test
  void isThePriceOfTheTimeThatEarlierRunsTook() {
    Estimate estimate = Estimate.of(CLUSTER, PRICES, Duration.ofMinutes(30));
    assertThat(estimate.perHour()).isCloseTo(0.72, within(1e-9));
    assertThat(estimate.amount()).isCloseTo(0.36, within(1e-9));
    assertThat(estimate.text())
        .isEqualTo("about 0.3600 USD at list price (0.7200 USD an hour for 30m 0s)");
  }

  @Test
  void isOnlyARateBeforeAnyRun() {
    Estimate estimate = Estimate.of(CLUSTER, PRICES, null);
    assertThat(estimate.amount()).isNull();
    assertThat(estimate.text())
        .isEqualTo("0.7200 USD an hour at list price, for a time that no earlier run tells");
  }

  @Test
  void isUnknownWithoutAPriceAndNeverNothing() {
    Estimate estimate = Estimate.of(CLUSTER, new Prices("USD", 0.1, null), Duration.ofMinutes(30));
    assertThat(estimate).isEqualTo(new Estimate(null, null, Duration.ofMinutes(30), null));
    assertThat(estimate.text()).isEqualTo("unknown: the profile has no prices; for 30m 0s");
    assertThat(Estimate.of(CLUSTER, null, null).text())
        .isEqualTo("unknown: the profile has no prices");
  }
}
