package dev.mayfly.contracts.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.envelope.Inbox.Read.Request;
import dev.mayfly.contracts.envelope.Inbox.Read.Unreadable;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.RequestEvent;
import dev.mayfly.contracts.event.RequestEvent.ClusterResizeRequested;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RequestEvent.RunCancelRequested;
import dev.mayfly.contracts.sample.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InboxTest {
  private static final Map<String, String> NONE = Map.of();

  private static Request request(Map<String, String> headers, String value) {
    var read = Inbox.read(headers, value.getBytes(UTF_8));
    assertThat(read).isInstanceOf(Request.class);
    return (Request) read;
  }

  private static String reason(Map<String, String> headers, byte[] value) {
    var read = Inbox.read(headers, value);
    assertThat(read).isInstanceOf(Unreadable.class);
    return ((Unreadable) read).reason();
  }

  private static String reason(String value) {
    return reason(NONE, value.getBytes(UTF_8));
  }

  static List<Event> requests() {
    return Samples.all().stream().filter(RequestEvent.class::isInstance).toList();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void everyRequestIsReadInBinaryForm(Event sample) {
    CloudEvent event = CloudEvent.of("42", "/my/app", Samples.NOON, null, "00-t", sample);
    Request read = request(BinaryMode.headers(event), event.data());
    assertThat(read.event()).isEqualTo(sample);
    assertThat(read.payload()).isEqualTo(Json.tree(sample));
    assertThat(read.identity()).isEqualTo("/my/app 42");
    assertThat(read.traceparent()).isEqualTo("00-t");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void everyRequestIsReadInStructuredForm(Event sample) {
    var event = Json.mapper().createObjectNode();
    event.put("specversion", "1.0").put("id", "42").put("source", "/my/app");
    event.put("type", "dev.mayfly." + sample.getClass().getSimpleName());
    event.put("traceparent", "00-t");
    event.set("data", Json.tree(sample));
    Request read = request(NONE, event.toString());
    assertThat(read.event()).isEqualTo(sample);
    assertThat(read.payload()).isEqualTo(Json.tree(sample));
    assertThat(read.identity()).isEqualTo("/my/app 42");
    assertThat(read.traceparent()).isEqualTo("00-t");
  }

  @Test
  void bareJsonIsAJobRequest() {
    Request read = request(Map.of("traceparent", "00-t"), "{\"spec\": {\"name\": \"x\"}}");
    assertThat(((JobRequested) read.event()).spec())
        .isEqualTo(Json.mapper().readTree("{\"name\":\"x\"}"));
    assertThat(read.identity()).isNull();
    assertThat(read.traceparent()).isEqualTo("00-t");
  }

  @Test
  void bareJsonMayNameAnotherType() {
    assertThat(request(NONE, "{\"type\": \"RunCancelRequested\", \"runId\": \"r\"}").event())
        .isEqualTo(new RunCancelRequested("r", null, null));
    assertThat(
            request(
                    NONE,
                    "{\"type\": \"dev.mayfly.ClusterResizeRequested\", \"clusterId\": \"c\", \"workers\": 2}")
                .event())
        .isEqualTo(new ClusterResizeRequested("c", 2));
  }

  @Test
  void fieldsThatNobodyKnowsAreIgnoredButPartOfThePayload() {
    Request read = request(NONE, "{\"runId\": \"r\", \"mood\": \"good\"}");
    assertThat(((JobRequested) read.event()).runId()).isEqualTo("r");
    assertThat(read.payload().path("mood").asString()).isEqualTo("good");
  }

  @Test
  void aVersionInABareSpecKeepsItsDigits() {
    Request read = request(NONE, "{\"spec\": {\"spark\": {\"version\": 3.10}}}");
    assertThat(((JobRequested) read.event()).spec().at("/spark/version").asString())
        .isEqualTo("3.10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          hello | the value is not JSON: Unrecognized token 'hello'
          {"a": | the value is not JSON: Unexpected end-of-input
          {"a": 1} {} | the value is not JSON: Trailing token
          {"a": 1, "a": 2} | the value is not JSON: Duplicate Object property "a"
          [1] | the value is JSON, but no object; expected {"spec": {…}}
          "x" | the value is JSON, but no object; expected {"spec": {…}}
          {"type": "Lunch"} | 'Lunch' is not a request; expected JobRequested or RunCancelRequested
          {"type": "JobAccepted", "runId": "r"} | 'JobAccepted' is not a request; expected JobRequested or RunCancelRequested
          {"type": "RunCancelRequested"} | the RunCancelRequested cannot be read: runId: missing; expected a value
          {"type": "RunCancelRequested", "runId": null} | the RunCancelRequested cannot be read: runId: missing; expected a value
          {"type": "RunCancelRequested", "runId": " "} | the RunCancelRequested cannot be read: runId: missing; expected the id of a run
          {"type": "ClusterResizeRequested", "clusterId": "c", "workers": 0} | the ClusterResizeRequested cannot be read: workers: '0' is not a whole number from 1
          {"type": "ClusterResizeRequested", "clusterId": "c", "workers": "many"} | the ClusterResizeRequested cannot be read: workers: not a whole number
          {"type": "ClusterResizeRequested", "clusterId": "c", "workers": 99999999999} | the ClusterResizeRequested cannot be read: Numeric value (99999999999) out of range of `int`
          {"runId": {"a": 1}} | the JobRequested cannot be read: runId: not a text
          {"params": {"a": {"b": 1}}} | the JobRequested cannot be read: params.a: not a text
          {"params": {"a": null}} | the JobRequested cannot be read: params.a: missing; expected a text
          {"params": [1]} | the JobRequested cannot be read: params: not an object
          {"runId": "\\ud83d"} | the value has half a surrogate pair in a text; expected whole Unicode characters
          {"params": {"\\udc00": "x"}} | the value has half a surrogate pair in a text; expected whole Unicode characters
          {"specversion": "1.0", "id": "1", "source": "/x", "type": "JobRequested"} | the structured CloudEvent is incomplete; expected id, source, type and data (an object)
          {"specversion": "1.0", "source": "/x", "type": "JobRequested", "data": {}} | the structured CloudEvent is incomplete; expected id, source, type and data (an object)
          {"specversion": "0.3", "id": "1", "source": "/x", "type": "JobRequested", "data": {}} | the CloudEvent is of another version; expected specversion 1.0
          """)
  void whatCannotBeReadSaysWhyAndWhatWouldBeRight(String value, String reason) {
    assertThat(reason(value)).startsWith(reason);
  }

  @Test
  void aBinaryEventWithHalfItsHeadersIsUnreadable() {
    assertThat(reason(Map.of("ce_specversion", "1.0", "ce_id", "1"), "{}".getBytes(UTF_8)))
        .isEqualTo("the CloudEvents headers are incomplete; expected ce_id, ce_source and ce_type");
    assertThat(reason(Map.of("ce_specversion", "2.0"), "{}".getBytes(UTF_8)))
        .isEqualTo("ce_specversion is '2.0'; expected 1.0, which is what is read");
  }

  @Test
  void aRecordWithoutAValueIsUnreadable() {
    assertThat(reason(NONE, null)).isEqualTo("the record has no value; expected a JSON object");
    assertThat(reason(NONE, new byte[0]))
        .isEqualTo("the record's value is empty; expected a JSON object");
  }

  @Test
  void bytesThatAreNoUtf8AreUnreadable() {
    assertThat(reason(NONE, new byte[] {'{', '"', (byte) 0xff, '"', '}'}))
        .isEqualTo("the value is not UTF-8; expected a JSON object in UTF-8");
    assertThat(
            reason(
                NONE,
                "{\"runId\": \"Zoë\"}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
        .isEqualTo("the value is not UTF-8; expected a JSON object in UTF-8");
  }

  @Test
  void deepNestingIsUnreadable() {
    assertThat(reason("{\"spec\":".repeat(100_000))).contains("nesting depth");
    assertThat(reason("{\"spec\":" + "[".repeat(100_000))).contains("nesting depth");
  }

  @Test
  void aHugeNumberIsUnreadableAndAHugeExponentHarmless() {
    assertThat(reason("{\"spec\": {\"a\": " + "1".repeat(100_000) + "}}"))
        .contains("Number value length");
    Request read = request(NONE, "{\"spec\": {\"a\": 1e999999999}}");
    assertThat(Json.canonicalHash(read.payload())).hasSize(64);
  }

  @Test
  void aReasonIsShortHoweverLongTheValue() {
    String type = "x".repeat(500_000);
    assertThat(reason("{\"type\": \"" + type + "\"}")).hasSizeLessThan(500);
    assertThat(reason(type)).hasSizeLessThan(500);
  }
}
