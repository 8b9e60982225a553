package dev.mayfly.contracts.envelope;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.EventTypes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent 1.0.
 *
 * @param id unique together with {@code source}; derived from its cause for events of Mayfly, so
 *     that a repeat is known
 * @param subject the run, cluster or profile it is about
 * @param traceparent W3C Trace Context, carried along from cause to effect
 * @param data JSON
 */
public record CloudEvent(
    String id,
    String source,
    String type,
    @Nullable Instant time,
    @Nullable String subject,
    @Nullable String traceparent,
    String data) {

  public static CloudEvent of(
      String id,
      String source,
      Instant time,
      @Nullable String subject,
      @Nullable String traceparent,
      Object payload) {
    return new CloudEvent(
        id,
        source,
        EventTypes.of(payload.getClass()),
        time,
        subject,
        traceparent,
        Json.text(payload));
  }

  /**
   * @throws tools.jackson.core.JacksonException when the data is not a payload of that type
   */
  public <T> T payload(Class<T> payloadType) {
    return Json.read(data, payloadType);
  }

  public boolean is(Class<?> payloadType) {
    return type.equals(EventTypes.of(payloadType));
  }
}
