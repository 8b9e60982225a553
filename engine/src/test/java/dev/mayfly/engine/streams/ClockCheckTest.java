package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockCheckTest {
  private final List<String> exits = new ArrayList<>();
  private final ClockCheck check = new ClockCheck((code, reason) -> exits.add(code + " " + reason));

  @Test
  void aClockThatIsBehindOrALittleAheadIsBorne() {
    check.compare(1_000_000, 2_000_000);
    check.compare(1_060_000, 1_000_000);

    assertThat(exits).isEmpty();
  }

  @Test
  void aClockFarAheadEndsTheServiceOnce() {
    check.compare(1_061_000, 1_000_000);
    check.compare(1_062_000, 1_000_000);

    assertThat(exits)
        .singleElement()
        .asString()
        .startsWith("78 This host's clock is 61 s ahead of the Kafka broker's");
  }
}
