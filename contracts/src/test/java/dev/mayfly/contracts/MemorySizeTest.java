package dev.mayfly.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {

  @ParameterizedTest
  @CsvSource({
    "1b, 1",
    "1k, 1024",
    "512m, 536870912",
    "1g, 1073741824",
    "1G, 1073741824",
    "2Gi, 2147483648",
    "2GiB, 2147483648",
    "1gb, 1073741824",
    "' 1 g ', 1073741824",
    "1t, 1099511627776"
  })
  void isReadAsSparkAndKubernetesUsersWriteIt(String text, long bytes) {
    assertThat(MemorySize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "g", "-1g", "1.5g", "0m", "1p", "999999999999t", "1bi", "8388608t"})
  void whatIsNoSizeIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> MemorySize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a size ");
  }

  @ParameterizedTest
  @CsvSource({"1024m, 1g", "1536m, 1536m", "1025b, 1025b", "1t, 1024g", "1024k, 1m"})
  void isWrittenAsSparkTakesIt(String text, String written) {
    assertThat(MemorySize.parse(text)).hasToString(written);
    assertThat(MemorySize.parse(written)).isEqualTo(MemorySize.parse(text));
  }

  @Test
  void isATextInJson() {
    assertThat(Json.text(MemorySize.mebibytes(512))).isEqualTo("\"512m\"");
    assertThat(Json.mapper().readValue("\"1Gi\"", MemorySize.class))
        .isEqualTo(MemorySize.mebibytes(1024));
  }
}
