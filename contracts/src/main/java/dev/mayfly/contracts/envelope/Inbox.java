package dev.mayfly.contracts.envelope;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.event.RequestEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads what anyone may have put on {@code mayfly.requests}: a binary CloudEvent, a structured one,
 * or bare JSON. Bare JSON is a {@code JobRequested} unless its field {@code type} says otherwise.
 */
public final class Inbox {
  private Inbox() {}

  /** What a record turned out to be. */
  public sealed interface Read {

    /**
     * @param identity source and id of the CloudEvent; null for bare JSON
     * @param payload as it came, for the comparison of two requests with one runId
     */
    record Request(
        RequestEvent event,
        JsonNode payload,
        @Nullable String identity,
        @Nullable String traceparent)
        implements Read {}

    /**
     * @param reason what is wrong, and what would be right
     */
    record Unreadable(String reason) implements Read {}
  }

  public static Read read(Map<String, String> headers, byte @Nullable [] value) {
    if (value == null) {
      return new Read.Unreadable("the record has no value; expected a JSON object");
    }
    if (value.length == 0) {
      return new Read.Unreadable("the record's value is empty; expected a JSON object");
    }
    String text = utf8(value);
    if (text == null) {
      return new Read.Unreadable("the value is not UTF-8; expected a JSON object in UTF-8");
    }
    JsonNode json;
    try {
      json = Json.parse(text);
    } catch (JacksonException e) {
      return new Read.Unreadable("the value is not JSON: " + Unread.why(e));
    }
    if (Unread.hasLoneSurrogate(json)) {
      return new Read.Unreadable(
          "the value has half a surrogate pair in a text; expected whole Unicode characters");
    }
    if (!json.isObject()) {
      return new Read.Unreadable("the value is JSON, but no object; expected {\"spec\": {…}}");
    }
    if (BinaryMode.isBinary(headers)) {
      return binary(headers, text, json);
    }
    return json.has("specversion")
        ? structured(json)
        : typed(json.path("type").asString("JobRequested"), json, null, headers.get("traceparent"));
  }

  private static Read binary(Map<String, String> headers, String value, JsonNode json) {
    String version = headers.getOrDefault("ce_specversion", "");
    if (!version.startsWith("1.")) {
      return new Read.Unreadable(
          "ce_specversion is '" + Unread.brief(version) + "'; expected 1.0, which is what is read");
    }
    return BinaryMode.read(headers, value)
        .map(e -> typed(e.type(), json, e.source() + " " + e.id(), e.traceparent()))
        .orElse(
            new Read.Unreadable(
                "the CloudEvents headers are incomplete; expected ce_id, ce_source and ce_type"));
  }

  private static Read structured(JsonNode json) {
    if (!json.path("specversion").asString("").startsWith("1.")) {
      return new Read.Unreadable("the CloudEvent is of another version; expected specversion 1.0");
    }
    String id = json.path("id").asString("");
    String source = json.path("source").asString("");
    String type = json.path("type").asString("");
    if (id.isEmpty() || source.isEmpty() || type.isEmpty() || !json.path("data").isObject()) {
      return new Read.Unreadable(
          "the structured CloudEvent is incomplete; expected id, source, type and data (an object)");
    }
    String traceparent = json.path("traceparent").asString("");
    return typed(
        type, json.path("data"), source + " " + id, traceparent.isEmpty() ? null : traceparent);
  }

  private static Read typed(
      String type, JsonNode payload, @Nullable String identity, @Nullable String traceparent) {
    var known = EventTypes.classOf(type).filter(RequestEvent.class::isAssignableFrom);
    if (known.isEmpty()) {
      return new Read.Unreadable(
          "'"
              + Unread.brief(type)
              + "' is not a request; expected JobRequested or RunCancelRequested");
    }
    try {
      var event =
          (RequestEvent) Json.refusing(() -> Json.mapper().treeToValue(payload, known.get()));
      return new Read.Request(event, payload, identity, traceparent);
    } catch (JacksonException e) {
      String name = known.get().getSimpleName();
      return new Read.Unreadable("the " + name + " cannot be read: " + Unread.why(e));
    }
  }

  private static @Nullable String utf8(byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
