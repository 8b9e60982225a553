package dev.mayfly.examples;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UnluckyTest {
  @Test
  void theRootOfWhatItThrowsNamesTheColumnThatIsNotThere() {
    assertThatThrownBy(() -> Unlucky.main(new String[] {"--how", "throw"}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the report could not be made")
        .rootCause()
        .hasMessageContaining("wingspan");
  }

  @Test
  void anUnknownWayToFailSaysSo() {
    assertThatThrownBy(() -> Unlucky.main(new String[] {"--how", "quietly"}))
        .hasMessage("no such way to fail: quietly");
  }
}
