package dev.mayfly.contracts.job;

import static dev.mayfly.contracts.job.Reading.faults;
import static dev.mayfly.contracts.job.Reading.job;
import static dev.mayfly.contracts.job.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static final Budget BOTH = new Budget(6.0, "USD", Duration.ofHours(3));

  @Test
  void isAnAmountOrATimeOfClusterOrBoth() {
    assertThat(valid(job("")).budget()).isNull();
    assertThat(valid(job("budget: {amount: 6, currency: USD, time: 3h}")).budget()).isEqualTo(BOTH);
    assertThat(valid(job("budget: {time: 3h}")).budget().amount()).isNull();
    assertThat(valid(job("budget: {amount: '0.5', currency: EUR}")).budget().time()).isNull();
  }

  @Test
  void saysWhatWouldBeRight() {
    assertThat(faults(job("budget: {amount: 5}")))
        .containsExactly("budget.currency: missing; expected given with the other, as 5.00 USD");
    assertThat(faults(job("budget: {currency: USD}")))
        .singleElement()
        .asString()
        .contains("amount");
    assertThat(faults(job("budget: {}"))).singleElement().asString().contains("a time of cluster");
    assertThat(faults(job("budget: {amount: 0, currency: USD}"))).isNotEmpty();
    assertThat(faults(job("budget: {amount: 5, currency: dollars}")))
        .anyMatch(fault -> fault.contains("ISO 4217"));
    assertThat(faults(job("budget: {time: 9d}"))).anyMatch(fault -> fault.contains("up to 7d"));
  }

  @Test
  void leavesWhatIsSpentFirst() {
    assertThat(BOTH.left(null, Duration.ZERO, 1.0)).isEqualTo(Duration.ofHours(3));
    assertThat(BOTH.left(null, Duration.ZERO, 6.0)).isEqualTo(Duration.ofHours(1));
    assertThat(BOTH.left(3.0, Duration.ofMinutes(30), 6.0)).isEqualTo(Duration.ofMinutes(30));
    assertThat(BOTH.left(7.0, Duration.ofMinutes(70), 6.0)).isNegative();
  }

  @Test
  void isBoundedByTimeAloneWhereThePriceIsUnknown() {
    assertThat(BOTH.left(null, Duration.ofHours(1), null)).isEqualTo(Duration.ofHours(2));
    assertThat(new Budget(6.0, "USD", null).left(null, Duration.ZERO, null)).isNull();
    assertThat(new Budget(6.0, "USD", null).left(null, Duration.ZERO, 0.0)).isNull();
  }

  @Test
  void isToldInWords() {
    assertThat(BOTH.text()).isEqualTo("6.00 USD or 3h 0m of cluster");
    assertThat(new Budget(6.0, "USD", null).text()).isEqualTo("6.00 USD");
    assertThat(new Budget(null, null, Duration.ofHours(2)).text()).isEqualTo("2h 0m of cluster");
  }
}
