package dev.mayfly.contracts.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {

  @ParameterizedTest
  @CsvSource({
    "4.2, 4.2.0",
    "4.2, 4.2.7",
    "4, 4.2.0",
    "4.2.0, 4.2.0",
    "=4.2, 4.2.1",
    ">=3.5 <5, 3.5.0",
    ">=3.5 <5, 4.2.0",
    "'>=3.5,<5', 4.2.0",
    "'>= 3.5 < 5', 4.2.0",
    ">3.5, 3.5.1",
    "<=4.2, 4.2.0",
    ">=4.2, 4.2.0-SNAPSHOT",
    ">=3.5, 3.10.0"
  })
  void contains(String range, String version) {
    assertThat(VersionRange.parse(range).contains(version)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "4.2, 4.1.9",
    "4.2, 4.20.0",
    "4.2.0, 4.2",
    ">=3.5 <5, 5.0.0",
    ">=3.5 <5, 3.4.9",
    ">3.5, 3.5.0",
    "<=4, 4.2.0",
    "4.2, ''",
    "4.2, unknown"
  })
  void doesNotContain(String range, String version) {
    assertThat(VersionRange.parse(range).contains(version)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "new", "4.x", "~4", ">=", "1.2.3.4.5", "=>4", "999999"})
  void whatIsNoRangeIsRefused(String text) {
    assertThatThrownBy(() -> VersionRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a version or a range such as 4.2 or >=3.5 <5");
  }
}
