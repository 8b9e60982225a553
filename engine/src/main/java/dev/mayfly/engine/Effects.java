package dev.mayfly.engine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that one turn decided; committed together with the input's position, or not at all.
 *
 * @param changes of the state: the new value by key, null to remove
 * @param records in the order in which they were published
 */
public record Effects(Map<String, byte @Nullable []> changes, List<Outgoing> records) {

  /**
   * @param value null for a tombstone
   */
  public record Outgoing(
      String topic, @Nullable String key, Map<String, String> headers, byte @Nullable [] value) {}
}
