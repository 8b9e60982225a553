package dev.mayfly.engine;

import dev.mayfly.contracts.Visible;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An input that could not be handled, as it is kept: its bytes as they came, with why, where and
 * when in headers. A compressed batch can carry a record far larger than its topic takes; a dead
 * letter that Kafka refused would stop the service for ever, so what is too large is cut, and a
 * header says how large it was.
 */
public final class DeadLetter {
  /** Why it could not be handled. */
  public static final String REASON = "mayfly_reason";

  /** The topic that it was read from. */
  public static final String TOPIC = "mayfly_topic";

  /** Where it lay in that topic: {@code partition/offset}. */
  public static final String POSITION = "mayfly_position";

  /** When it was decided to be one, ISO-8601. */
  public static final String AT = "mayfly_at";

  /** What of it is missing here; absent when it is whole. */
  public static final String CUT = "mayfly_cut";

  static final int MOST_VALUE = Interpreter.MOST_BYTES - (128 << 10);
  private static final int MOST_HEADERS = 64 << 10;
  private static final int MOST_KEY = 8 << 10;
  private static final int LONGEST_REASON = 4_000;

  private DeadLetter() {}

  static Effects.Outgoing of(String topic, Input.Received input, String reason, Instant now) {
    var headers = new LinkedHashMap<String, String>();
    var cut = new StringBuilder();
    if (size(input.headers()) <= MOST_HEADERS) {
      headers.putAll(input.headers());
    } else {
      cut.append("headers of ").append(size(input.headers())).append(" bytes; ");
    }
    headers.keySet().removeIf(name -> name.startsWith("mayfly_"));
    headers.put(REASON, Visible.of(reason, LONGEST_REASON));
    headers.put(TOPIC, input.topic());
    headers.put(POSITION, input.partition() + "/" + input.offset());
    headers.put(AT, now.toString());
    byte[] value = input.value();
    if (value != null && value.length > MOST_VALUE) {
      cut.append("value of ").append(value.length).append(" bytes; ");
      value = Arrays.copyOf(value, MOST_VALUE);
    }
    String key = input.key();
    if (key != null && size(key) > MOST_KEY) {
      cut.append("key of ").append(size(key)).append(" bytes; ");
      key = null;
    }
    if (!cut.isEmpty()) {
      headers.put(CUT, cut.substring(0, cut.length() - 2));
    }
    return new Effects.Outgoing(topic, key, headers, value);
  }

  private static int size(Map<String, String> headers) {
    return headers.entrySet().stream().mapToInt(h -> size(h.getKey()) + size(h.getValue())).sum();
  }

  private static int size(@Nullable String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }
}
