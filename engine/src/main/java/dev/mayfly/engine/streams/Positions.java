package dev.mayfly.engine.streams;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the inputs have come: what was fetched and what of it was handled. Used by the stream
 * thread alone.
 */
final class Positions {
  private final Map<TopicPartition, Long> fetched = new HashMap<>();
  private final Map<TopicPartition, Long> handled = new HashMap<>();

  void fetched(TopicPartition partition, long lastOffset) {
    fetched.put(partition, lastOffset);
  }

  void handled(TopicPartition partition, long offset) {
    handled.put(partition, offset);
  }

  /** Reading starts over, at another place: what was fetched before counts no more. */
  void moved(TopicPartition partition) {
    fetched.remove(partition);
    handled.remove(partition);
  }

  /** The state was restored; what had been handled before may not be part of it. */
  void restored() {
    handled.clear();
  }

  void clear() {
    fetched.clear();
    handled.clear();
  }

  /** Whether a record was handled that shows that all before {@code end} were. */
  boolean passed(TopicPartition partition, long end) {
    return handled.getOrDefault(partition, -1L) >= end - 1;
  }

  boolean allHandled() {
    return fetched.keySet().stream().allMatch(this::allHandled);
  }

  boolean allHandled(TopicPartition partition) {
    Long last = fetched.get(partition);
    return last == null || handled.getOrDefault(partition, -1L) >= last;
  }
}
