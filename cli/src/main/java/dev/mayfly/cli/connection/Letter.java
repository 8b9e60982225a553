package dev.mayfly.cli.connection;

import dev.mayfly.engine.DeadLetter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter.
 *
 * @param service as {@code scheduler}
 * @param offset in the service's topic of dead letters, which has one partition
 * @param value the bytes as they came; null for a tombstone
 */
public record Letter(
    String service,
    long offset,
    @Nullable String key,
    Map<String, String> headers,
    byte @Nullable [] value) {

  /** Such as {@code scheduler/17}. */
  public String id() {
    return service + "/" + offset;
  }

  public String reason() {
    return headers.getOrDefault(DeadLetter.REASON, "");
  }

  /** Where it was read from. */
  public String topic() {
    return headers.getOrDefault(DeadLetter.TOPIC, "");
  }

  /** Where it lay there: {@code partition/offset}. */
  public String position() {
    return headers.getOrDefault(DeadLetter.POSITION, "");
  }

  public String at() {
    return headers.getOrDefault(DeadLetter.AT, "");
  }

  /** What is missing of it; null when it is whole. */
  public @Nullable String cut() {
    return headers.get(DeadLetter.CUT);
  }

  /** What its writer had put there. */
  public Map<String, String> ownHeaders() {
    var own = new TreeMap<>(headers);
    own.keySet().removeIf(name -> name.startsWith("mayfly_"));
    return own;
  }
}
