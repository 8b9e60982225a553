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
   * The first entry of a range, for {@link Turn#first}. An adapter answers without a walk through
   * the range when its keys are {@link #inOrder}.
   */
  default Optional<Entry> first(String from, String to) {
    return range(from, to).stream().findFirst();
  }

  /** Those that it holds, in order. */
  Timers timers();

  /** Begins the keys of the kinds of state that are asked for in order. */
  String IN_ORDER = "order.";

  static boolean inOrder(String key) {
    return key.startsWith(IN_ORDER);
  }

  /** What comes after all that begins so, and before all else. */
  static String after(String prefix) {
    int last = prefix.length() - 1;
    return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }

  record Entry(String key, byte[] value) {}
}
