package dev.mayfly.sparklistener;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void whateverATextHoldsComesBackFromAJsonParser() throws Exception {
    String text = "\"quoted\" back\\slash\nline\ttab \u0001 Zaunkönig \uD83D\uDC26";
    var inner = new JsonText();
    inner.number("id", -7);
    inner.text("name", text);
    var json = new JsonText();
    json.text("text", text);
    json.text("absent", "");
    json.bool("yes", true);
    json.texts("none", List.of());
    json.texts("two", List.of(text, "b"));
    json.objects("objects", List.of(inner, inner));

    var read = new ObjectMapper().readTree(json.toString());

    assertThat(read.path("text").asText()).isEqualTo(text);
    assertThat(read.has("absent")).isFalse();
    assertThat(read.path("yes").asBoolean()).isTrue();
    assertThat(read.path("none")).isEmpty();
    assertThat(read.path("two").get(0).asText()).isEqualTo(text);
    assertThat(read.path("objects")).hasSize(2);
    assertThat(read.path("objects").get(1).path("id").asLong()).isEqualTo(-7);
  }
}
