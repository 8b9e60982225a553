package dev.mayfly.engine;

import dev.mayfly.contracts.Visible;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.EventTypes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What a decision decides about. */
public sealed interface Input {

  /** Names the cause: ids of all that follows are derived from it, so that a repeat is known. */
  String id();

  /**
   * A record of an input topic, as it came.
   *
   * @param id topic UUID, partition and offset: a topic deleted and made again is another topic
   * @param timestamp when the broker appended it
   */
  record Received(
      String id,
      String topic,
      int partition,
      long offset,
      Instant timestamp,
      @Nullable String key,
      Map<String, String> headers,
      byte @Nullable [] value)
      implements Input {
    private static final int LONGEST_WHY = 500;

    /**
     * The event that the record carries; empty for a tombstone, a record that is no CloudEvent and
     * a type that this version does not know.
     *
     * @throws UnreadableRecordException when the payload does not fit its type
     */
    public Optional<Event> event() {
      byte[] data = value;
      if (data == null) {
        return Optional.empty();
      }
      return BinaryMode.read(headers, new String(data, StandardCharsets.UTF_8))
          .flatMap(e -> EventTypes.classOf(e.type()).map(type -> payload(e, type)));
    }

    private static Event payload(CloudEvent event, Class<? extends Event> type) {
      try {
        return event.payload(type);
      } catch (JacksonException e) {
        String why = Visible.of(String.valueOf(e.getOriginalMessage()), LONGEST_WHY);
        throw new UnreadableRecordException(
            "the " + type.getSimpleName() + " cannot be read: " + why, e);
      }
    }
  }

  /** A timer that came due. It is gone; a decision that wants another arms it. */
  record TimerFired(String id, String timer, Instant due) implements Input {}
}
