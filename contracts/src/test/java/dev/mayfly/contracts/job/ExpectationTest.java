package dev.mayfly.contracts.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.event.StepMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
  /** Every metric has another value. */
  private static final StepMetrics METRICS =
      new StepMetrics(null, 1, false, 2, 3, 10, 0, 0, 0, 6, 0, 0, 0, 9, 7, 1, 8, null, null);

  @ParameterizedTest
  @CsvSource({">9", ">=10", "<11", "<=10", "==10", "=10", "10", "!=11", "' > 9 '"})
  void holds(String comparison) {
    assertThat(Expectation.parse("rowsWritten", comparison).violatedBy(METRICS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({">10", ">=11", "<10", "<=9", "==9", "11", "!=10", "-10"})
  void doesNotHold(String comparison) {
    assertThat(Expectation.parse("rowsWritten", comparison).violatedBy(METRICS)).isPresent();
  }

  @Test
  void aViolationIsASentence() {
    assertThat(Expectation.parse("rowsWritten", ">10").violatedBy(METRICS))
        .contains("expected rowsWritten > 10, but it was 10");
  }

  @ParameterizedTest
  @CsvSource({
    "bytesRead, 1",
    "rowsRead, 2",
    "bytesWritten, 3",
    "rowsWritten, 10",
    "diskSpilled, 6",
    "tasksFailed, 7",
    "executorsLost, 8"
  })
  void readsTheMetricOfItsName(String metric, String value) {
    assertThat(Expectation.parse(metric, value).violatedBy(METRICS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ">", "ten", "> 1.5", "1 2", "=>1", "9999999999999999999"})
  void whatIsNoComparisonIsRefused(String comparison) {
    assertThatThrownBy(() -> Expectation.parse("rowsRead", comparison))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a comparison such as >0, <=1000 or 42");
  }

  @Test
  void anUnknownMetricIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Expectation.parse("rows", "1"))
        .hasMessageContaining("rowsRead, rowsWritten");
  }
}
