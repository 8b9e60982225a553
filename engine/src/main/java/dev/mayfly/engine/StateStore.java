package dev.mayfly.engine;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter keeps for a decision: a sorted map, of which a turn sees what was committed and
 * what it wrote itself.
 */
public interface StateStore {

  byte @Nullable [] get(String key);

  /** In the order of the keys' UTF-8 bytes, from {@code from} inclusive to {@code to} exclusive. */
  List<Entry> range(String from, String to);

  /**
   * The first entry of a range. Asked before and after every input, and by {@link Turn#first}, for
   * keys that are {@link #inOrder}: an adapter answers those without a walk through the range.
   */
  default Optional<Entry> first(String from, String to) {
    return range(from, to).stream().findFirst();
  }

  /** Begins the keys of what sorts the timers. */
  String FIRSTS = "engine.due";

  /** Begins the keys of the kinds of state that are asked for in order. */
  String IN_ORDER = "order.";

  static boolean inOrder(String key) {
    return key.startsWith(FIRSTS) || key.startsWith(IN_ORDER);
  }

  record Entry(String key, byte[] value) {}
}
