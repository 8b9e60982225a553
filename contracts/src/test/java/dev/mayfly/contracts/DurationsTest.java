package dev.mayfly.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "30s, PT30S",
    "10m, PT10M",
    "10min, PT10M",
    "1h30m, PT1H30M",
    "2d, PT48H",
    "120ms, PT0.12S",
    "' 1H ', PT1H",
    "PT2H, PT2H",
    "p1d, PT24H",
    "0s, PT0S",
    "1d2h3m4s5ms, PT26H3M4.005S"
  })
  void areReadAsSparkAndKubernetesUsersWriteThem(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "s", "-5s", "PT-5S", "1 h", "1w", "1.5h", "P", "10000000000s", "h1"})
  void whatIsNoDurationIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a duration such as 30s, 10m, 1h30m or PT2H");
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 100_000, 1_000_000})
  void aTextWithoutEndIsRefusedAtOnce(int length) {
    assertThatThrownBy(() -> Durations.parse("1s".repeat(length)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0ms",
    "PT0.12S, 120ms",
    "PT3.44S, 3.4s",
    "PT59.999S, 59.9s",
    "PT1M, 1m 0s",
    "PT59M59S, 59m 59s",
    "PT1H2M3S, 1h 2m",
    "PT72H, 72h 0m"
  })
  void areWrittenForPeople(Duration duration, String text) {
    assertThat(Durations.text(duration)).isEqualTo(text);
  }
}
