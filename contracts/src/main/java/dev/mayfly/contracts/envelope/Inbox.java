package dev.mayfly.contracts.envelope;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.RequestEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads what anyone may have put on {@code mayfly.requests} or {@code mayfly.jobs}: a binary
 * CloudEvent, a structured one, or bare JSON. Bare JSON is a {@code JobRequested} or a {@code
 * JobDeployed} unless its field {@code type} says otherwise; on {@code mayfly.jobs} it may also be
 * the spec alone.
 */
public final class Inbox {
  private static final Wanted REQUEST =
      new Wanted(
          RequestEvent.class,
          "JobRequested",
          "a request; expected JobRequested or RunCancelRequested");
  private static final Wanted JOB =
      new Wanted(JobDeployed.class, "JobDeployed", "a deployment; expected JobDeployed");

  private Inbox() {}

  /**
   * @param otherwise the type of what does not say it
   * @param expected follows "is not"
   */
  private record Wanted(Class<? extends Event> family, String otherwise, String expected) {}

  private record Found(
      Event event, JsonNode payload, @Nullable String identity, @Nullable String traceparent) {}

  private static final class UnreadableException extends Exception {
    UnreadableException(String reason) {
      super(reason, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

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

  /** What a record of {@code mayfly.jobs} turned out to be. */
  public sealed interface Deployment {
    record Job(JobDeployed event) implements Deployment {}

    /**
     * @param reason what is wrong, and what would be right
     */
    record Unreadable(String reason) implements Deployment {}
  }

  public static Read read(Map<String, String> headers, byte @Nullable [] value) {
    try {
      Found found = find(headers, value, REQUEST);
      var event = (RequestEvent) found.event();
      return new Read.Request(event, found.payload(), found.identity(), found.traceparent());
    } catch (UnreadableException e) {
      return new Read.Unreadable(e.reason());
    }
  }

  public static Deployment deployment(Map<String, String> headers, byte @Nullable [] value) {
    try {
      return new Deployment.Job((JobDeployed) find(headers, value, JOB).event());
    } catch (UnreadableException e) {
      return new Deployment.Unreadable(e.reason());
    }
  }

  private static Found find(Map<String, String> headers, byte @Nullable [] value, Wanted wanted)
      throws UnreadableException {
    if (value == null) {
      throw new UnreadableException("the record has no value; expected a JSON object");
    }
    if (value.length == 0) {
      throw new UnreadableException("the record's value is empty; expected a JSON object");
    }
    String text = utf8(value);
    if (text == null) {
      throw new UnreadableException("the value is not UTF-8; expected a JSON object in UTF-8");
    }
    JsonNode json;
    try {
      json = Json.parse(text);
    } catch (JacksonException e) {
      throw new UnreadableException("the value is not JSON: " + Unread.why(e));
    }
    if (Unread.hasLoneSurrogate(json)) {
      throw new UnreadableException(
          "the value has half a surrogate pair in a text; expected whole Unicode characters");
    }
    if (!json.isObject()) {
      throw new UnreadableException("the value is JSON, but no object; expected {\"spec\": {…}}");
    }
    if (BinaryMode.isBinary(headers)) {
      return binary(headers, text, json, wanted);
    }
    if (json.has("specversion")) {
      return structured(json, wanted);
    }
    if (wanted.equals(JOB) && json.has("steps")) {
      return new Found(new JobDeployed(json, null, null, null), json, null, null);
    }
    String type = json.path("type").asString(wanted.otherwise());
    return typed(type, json, null, headers.get("traceparent"), wanted);
  }

  private static Found binary(
      Map<String, String> headers, String value, JsonNode json, Wanted wanted)
      throws UnreadableException {
    String version = headers.getOrDefault("ce_specversion", "");
    if (!version.startsWith("1.")) {
      throw new UnreadableException(
          "ce_specversion is '" + Unread.brief(version) + "'; expected 1.0, which is what is read");
    }
    CloudEvent e =
        BinaryMode.read(headers, value)
            .orElseThrow(
                () ->
                    new UnreadableException(
                        "the CloudEvents headers are incomplete; expected ce_id, ce_source and"
                            + " ce_type"));
    return typed(e.type(), json, e.source() + " " + e.id(), e.traceparent(), wanted);
  }

  private static Found structured(JsonNode json, Wanted wanted) throws UnreadableException {
    if (!json.path("specversion").asString("").startsWith("1.")) {
      throw new UnreadableException(
          "the CloudEvent is of another version; expected specversion 1.0");
    }
    String id = json.path("id").asString("");
    String source = json.path("source").asString("");
    String type = json.path("type").asString("");
    if (id.isEmpty() || source.isEmpty() || type.isEmpty() || !json.path("data").isObject()) {
      throw new UnreadableException(
          "the structured CloudEvent is incomplete; expected id, source, type and data (an object)");
    }
    String traceparent = json.path("traceparent").asString("");
    return typed(
        type,
        json.path("data"),
        source + " " + id,
        traceparent.isEmpty() ? null : traceparent,
        wanted);
  }

  private static Found typed(
      String type,
      JsonNode payload,
      @Nullable String identity,
      @Nullable String traceparent,
      Wanted wanted)
      throws UnreadableException {
    Class<? extends Event> known =
        EventTypes.classOf(type)
            .filter(wanted.family()::isAssignableFrom)
            .orElseThrow(
                () ->
                    new UnreadableException(
                        "'" + Unread.brief(type) + "' is not " + wanted.expected()));
    try {
      Event event = Json.refusing(() -> Json.mapper().treeToValue(payload, known));
      return new Found(event, payload, identity, traceparent);
    } catch (JacksonException e) {
      String name = known.getSimpleName();
      throw new UnreadableException("the " + name + " cannot be read: " + Unread.why(e));
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
