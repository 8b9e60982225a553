package dev.mayfly.contracts.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class SpecTextTest {

  private static void refuses(String text, String... words) {
    assertThatThrownBy(() -> SpecText.read(text))
        .isInstanceOf(JacksonException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void yamlInItsFlowStyleBeginsLikeJsonAndIsRead() {
    assertThat(SpecText.read("{name: x, steps: []}"))
        .isEqualTo(SpecText.read("{\"name\": \"x\", \"steps\": []}"));
  }

  @Test
  void jsonWithTabsIsRead() {
    assertThat(SpecText.read("\n{\n\t\"name\":\t\"x\"\n}").path("name").asString()).isEqualTo("x");
  }

  @Test
  void brokenJsonIsRefusedWithItsLine() {
    assertThatThrownBy(() -> SpecText.read("{\"name\": \"x\",\n \"steps\" [}"))
        .isInstanceOfSatisfying(
            JacksonException.class, e -> assertThat(e.getLocation().getLineNr()).isEqualTo(2));
  }

  @Test
  void brokenYamlIsRefusedWithItsLine() {
    refuses("name: x\nsteps: [\n", "line 3");
  }

  @Test
  void halfACharacterIsRefusedWhereverItStands() {
    refuses("name: x\ud83d", "half a character");
  }

  @Test
  void aCharacterOfTwoHalvesMayStandWhereTheScannersBufferEnds() {
    for (int before = 1010; before < 1040; before++) {
      String name = "x".repeat(before) + "\ud83d\udc26 in the garden";
      assertThat(SpecText.read("name: " + name).path("name").asString()).isEqualTo(name);
    }
  }

  @Test
  void aKeyThatStandsTwiceIsRefusedInBothForms() {
    refuses("name: x\nname: y\n", "Duplicate", "name");
    refuses("{\"name\": \"x\", \"name\": \"y\"}", "Duplicate", "name");
  }

  @Test
  void aSecondDocumentIsRefusedRatherThanIgnored() {
    refuses("name: x\n---\nname: y\n", "Trailing");
  }

  @Test
  void anAliasIsRefusedByNameRatherThanReadAsAText() {
    refuses("a: &big [x, x]\nb: *big\n", "*big is not supported; write out what it stands for");
    refuses("base: &b {a: 1}\nc: {<<: *b}\n", "*b is not supported");
  }

  @Test
  void aBombOfAliasesDoesNotExplode() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
    }
    refuses(bomb.toString(), "alias *a0 is not supported");
  }

  @Test
  void aTextOf256KiBIsTheLongest() {
    String padding = "# " + "x".repeat(SpecText.LARGEST - 10) + "\n";
    assertThat(SpecText.read(padding + "a: 1\n").path("a").asInt()).isEqualTo(1);
    refuses(padding + "a: 1\n# more\n", "the spec is longer than 256 KiB");
  }

  @Test
  void theLengthIsThatInBytes() {
    refuses("a: " + "ü".repeat(SpecText.LARGEST / 2), "longer than 256 KiB");
  }

  @Test
  void aFieldWithNothingAfterItIsNullAndQuotesAreAnEmptyText() {
    var read = SpecText.read("a:\nb: ''\n");
    assertThat(read.path("a").isNull()).isTrue();
    assertThat(read.path("b").isString()).isTrue();
  }

  @Test
  void deepNestingIsRefused() {
    refuses("a: " + "[".repeat(50_000), "nesting depth");
    refuses("{\"a\": " + "[".repeat(50_000), "nesting depth");
  }

  @Test
  void aHugeNumberIsRefusedAndALongExponentIsNotWrittenOut() {
    refuses("{\"a\": " + "9".repeat(2000) + "}", "exceeds the maximum allowed");
    assertThat(SpecText.read("a: 1e999999999").path("a").asString()).hasSizeLessThan(20);
  }
}
