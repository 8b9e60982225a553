package dev.mayfly.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.event.RequestEvent.RunCancelRequested;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class JsonTest {

  private static String hash(String json) {
    return Json.canonicalHash(Json.mapper().readTree(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1,\"b\":{\"c\":[1,2],\"d\":null}} | { \"b\": {\"d\":null, \"c\":[1, 2]}, \"a\":1 }",
        "[{\"a\":1,\"b\":2}] | [ {\"b\":2,\"a\":1} ]"
      })
  void payloadsThatDifferInWhiteSpaceOrOrderOfKeysHaveOneHash(String one, String other) {
    assertThat(hash(one)).isEqualTo(hash(other)).matches("[0-9a-f]{64}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2] | [2,1]",
        "{\"a\":1} | {\"a\":\"1\"}",
        "{\"a\":1} | {\"b\":1}",
        "{\"a\":null} | {}",
        "{\"a\":[]} | {}",
        "{\"a\":{}} | {}",
        "{\"a\":\"\"} | {}",
        "{\"a\":\"x \"} | {\"a\":\"x\"}"
      })
  void payloadsThatSayAnotherThingHaveAnotherHash(String one, String other) {
    assertThat(hash(one)).isNotEqualTo(hash(other));
  }

  @Test
  void theHashIsThatOfTheSortedText() {
    assertThat(hash("{\"b\": 1, \"a\": [true]}")).isEqualTo(Json.sha256("{\"a\":[true],\"b\":1}"));
  }

  @Test
  void timesAreIsoTextsAndWhatIsAbsentIsLeftOut() {
    var map = new LinkedHashMap<String, Object>();
    map.put("at", Instant.parse("2026-01-02T03:04:05.678Z"));
    map.put("for", Duration.ofMinutes(90));
    assertThat(Json.text(map))
        .isEqualTo("{\"at\":\"2026-01-02T03:04:05.678Z\",\"for\":\"PT1H30M\"}");
    assertThat(Json.text(new RunCancelRequested("r", null, "")))
        .isEqualTo("{\"runId\":\"r\",\"requestedBy\":\"\"}");
  }

  @Test
  void anEmptyTextThatIsRequiredSurvivesTheRoundTrip() {
    var sent = new NotificationSent("r", "", 1, false, Instant.EPOCH, null);
    assertThat(Json.read(Json.bytes(sent), NotificationSent.class)).isEqualTo(sent);
  }

  @Test
  void numbersOfFreeTreesKeepTheirDigits() {
    assertThat(Json.text(Json.mapper().readTree("[3.10, 1e400, 0.1]")))
        .isEqualTo("[3.10,1E+400,0.1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1,\"a\":2}", "{} {}", "{\"a\":}", "NaN"})
  void whatIsAmbiguousOrBrokenIsRefused(String json) {
    assertThatThrownBy(() -> Json.mapper().readTree(json)).isInstanceOf(JacksonException.class);
  }
}
