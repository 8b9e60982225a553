package dev.mayfly.contracts.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.event.RequestEvent.RunCancelRequested;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.sample.Samples;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryModeTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final CloudEvent EVENT =
      CloudEvent.of(
          "c1.0", "/scheduler", Samples.NOON, Samples.RUN, TRACE, Samples.attemptStopping());

  @Test
  void anEventBecomesExactlyTheseHeaders() {
    var expected = new LinkedHashMap<String, String>();
    expected.put("ce_specversion", "1.0");
    expected.put("ce_id", "c1.0");
    expected.put("ce_source", "/scheduler");
    expected.put("ce_type", "dev.mayfly.AttemptStopping");
    expected.put("ce_time", "2026-03-01T12:00:00Z");
    expected.put("ce_subject", "birds-2026-03-01");
    expected.put("traceparent", TRACE);
    expected.put("content-type", "application/json");
    assertThat(BinaryMode.headers(EVENT)).containsExactlyEntriesOf(expected);
  }

  @Test
  void whatAnEventDoesNotHaveIsNoHeader() {
    CloudEvent bare = new CloudEvent("1", "/x", "dev.mayfly.X", null, null, null, "{}");
    assertThat(BinaryMode.headers(bare).keySet())
        .containsExactly("ce_specversion", "ce_id", "ce_source", "ce_type", "content-type");
    assertThat(BinaryMode.read(BinaryMode.headers(bare), "{}")).contains(bare);
  }

  @Test
  void theDataIsThePayloadAlone() {
    assertThat(EVENT.data())
        .isEqualTo(
            "{\"runId\":\"birds-2026-03-01\",\"attempt\":1,\"reason\":\"CANCEL\","
                + "\"detail\":\"wrong day\",\"stoppingAt\":\"2026-03-01T12:00:40Z\"}");
  }

  @Test
  void anEventSurvivesTheRoundTrip() {
    CloudEvent read = BinaryMode.read(BinaryMode.headers(EVENT), EVENT.data()).orElseThrow();
    assertThat(read).isEqualTo(EVENT);
    assertThat(read.is(AttemptStopping.class)).isTrue();
    assertThat(read.is(RunCancelRequested.class)).isFalse();
    assertThat(read.payload(AttemptStopping.class)).isEqualTo(Samples.attemptStopping());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_id", "ce_source", "ce_type", "ce_specversion"})
  void anEventWithoutARequiredAttributeIsNone(String missing) {
    var headers = new LinkedHashMap<>(BinaryMode.headers(EVENT));
    headers.remove(missing);
    assertThat(BinaryMode.read(headers, "{}")).isEmpty();
  }

  @Test
  void anotherMajorVersionIsNotRead() {
    var headers = new LinkedHashMap<>(BinaryMode.headers(EVENT));
    headers.put("ce_specversion", "0.3");
    assertThat(BinaryMode.read(headers, "{}")).isEmpty();
  }

  @Test
  void aTimeWithAnOffsetIsReadAndABrokenOneIsNoReasonToRefuse() {
    var headers = new LinkedHashMap<>(BinaryMode.headers(EVENT));
    headers.put("ce_time", "2026-03-01T14:00:00+02:00");
    assertThat(BinaryMode.read(headers, "{}").orElseThrow().time()).isEqualTo(Samples.NOON);
    headers.put("ce_time", "noon");
    assertThat(BinaryMode.read(headers, "{}").orElseThrow().time()).isNull();
  }

  @Test
  void theTraceMayComeAsAnAttributeToo() {
    var headers =
        Map.of(
            "ce_specversion",
            "1.0",
            "ce_id",
            "1",
            "ce_source",
            "/x",
            "ce_type",
            "t",
            "ce_traceparent",
            TRACE);
    assertThat(BinaryMode.read(headers, "{}").orElseThrow().traceparent()).isEqualTo(TRACE);
  }
}
