package dev.mayfly.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTest {

  @Test
  void whatEverybodySeesStaysAsItIs() {
    assertThat(Visible.of("Zoë's 鳥 \uD83D\uDC26 \\ {}", 100))
        .isEqualTo("Zoë's 鳥 \uD83D\uDC26 \\ {}");
  }

  @Test
  void whatHidesOrReordersIsEscaped() {
    assertThat(Visible.of("a\n\t\u0000\u001b[2J\u007f\u202e\u200b\u2028\ufeff\ud800", 100))
        .isEqualTo("a\\u000a\\u0009\\u0000\\u001b[2J\\u007f\\u202e\\u200b\\u2028\\ufeff\\ud800");
    assertThat(Visible.of("\uDB40\uDC41", 100)).isEqualTo("\\udb40\\udc41");
  }

  @Test
  void aLongTextIsCutBetweenCharactersAndNotWithinAnEscape() {
    assertThat(Visible.of("abc", 3)).isEqualTo("abc");
    assertThat(Visible.of("abcd", 3)).isEqualTo("abc…");
    assertThat(Visible.of("ab\uD83D\uDC26", 3)).isEqualTo("ab…");
    assertThat(Visible.of("ab\n", 7)).isEqualTo("ab…");
  }
}
