package dev.mayfly.contracts.envelope;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The binary content mode of the CloudEvents Kafka protocol binding 1.0: attributes in {@code ce_}
 * headers, data in the record's value.
 */
public final class BinaryMode {
  private static final String PREFIX = "ce_";

  private BinaryMode() {}

  public static Map<String, String> headers(CloudEvent event) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("ce_specversion", "1.0");
    headers.put("ce_id", event.id());
    headers.put("ce_source", event.source());
    headers.put("ce_type", event.type());
    putIfPresent(headers, "ce_time", event.time() == null ? null : event.time().toString());
    putIfPresent(headers, "ce_subject", event.subject());
    putIfPresent(headers, "traceparent", event.traceparent());
    headers.put("content-type", "application/json");
    return headers;
  }

  public static boolean isBinary(Map<String, String> headers) {
    return headers.containsKey("ce_specversion");
  }

  /**
   * @return empty when a required attribute is missing or the version is not 1.x
   */
  public static Optional<CloudEvent> read(Map<String, String> headers, String value) {
    String id = headers.get("ce_id");
    String source = headers.get("ce_source");
    String type = headers.get("ce_type");
    String version = headers.get("ce_specversion");
    if (id == null
        || source == null
        || type == null
        || version == null
        || !version.startsWith("1.")) {
      return Optional.empty();
    }
    return Optional.of(
        new CloudEvent(
            id,
            source,
            type,
            time(headers.get(PREFIX + "time")),
            headers.get(PREFIX + "subject"),
            traceparent(headers),
            value));
  }

  /** The header of W3C Trace Context, else the attribute of the CloudEvents extension. */
  static @Nullable String traceparent(Map<String, String> headers) {
    String plain = headers.get("traceparent");
    return plain == null ? headers.get(PREFIX + "traceparent") : plain;
  }

  static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : java.time.OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static void putIfPresent(
      Map<String, String> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, value);
    }
  }
}
