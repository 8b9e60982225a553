package dev.mayfly.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldChangeTest {

  @Test
  void whatIsEqualIsNoChangeWhateverItsOrder() {
    assertThat(between("{\"a\": 1, \"b\": [1]}", "{\"b\": [1], \"a\": 1}")).isEmpty();
  }

  @Test
  void eachFieldIsToldByItsPath() {
    assertThat(
            between(
                "{\"a\": {\"b\": 1, \"gone\": true}, \"l\": [\"x\", \"y\"]}",
                "{\"a\": {\"b\": 2, \"new\": {\"c\": 3}}, \"l\": [\"x\", \"z\", {}]}"))
        .containsExactly(
            "a.b 1 2",
            "a.gone true null",
            "a.new null {\"c\":3}",
            "l[1] \"y\" \"z\"",
            "l[2] null {}");
  }

  @Test
  void whatBecomesAnotherKindIsOneChange() {
    assertThat(between("{\"a\": [1]}", "{\"a\": {\"b\": 1}}")).containsExactly("a [1] {\"b\":1}");
  }

  private static List<String> between(String before, String after) {
    return FieldChange.between(Json.parse(before), Json.parse(after)).stream()
        .map(c -> c.path() + " " + c.before() + " " + c.after())
        .toList();
  }
}
