package dev.mayfly.testkit.log;

import dev.mayfly.engine.StateStore;
import dev.mayfly.engine.Timers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A state in memory, in the order of the keys' bytes. */
public final class SortedState implements StateStore {
  private final TreeMap<String, byte[]> entries = new TreeMap<>(SortedState::byBytes);

  /** The same, for what is asked most often. */
  private final Map<String, byte[]> byKey = new HashMap<>();

  private final Timers timers;

  /**
   * @param timers none yet
   */
  public SortedState(Timers timers) {
    this.timers = timers;
  }

  @Override
  public Timers timers() {
    return timers;
  }

  /** As the keys' UTF-8 bytes sort: a surrogate stands for more than any other character. */
  private static int byBytes(String a, String b) {
    int both = Math.min(a.length(), b.length());
    for (int i = 0; i < both; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Character.isSurrogate(x) == Character.isSurrogate(y)
            ? Character.compare(x, y)
            : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  @Override
  public byte @Nullable [] get(String key) {
    return byKey.get(key);
  }

  @Override
  public List<Entry> range(String from, String to) {
    return entries.subMap(from, to).entrySet().stream()
        .map(e -> new Entry(e.getKey(), e.getValue()))
        .toList();
  }

  @Override
  public Optional<Entry> first(String from, String to) {
    Map.Entry<String, byte[]> first = entries.subMap(from, true, to, false).firstEntry();
    return first == null
        ? Optional.empty()
        : Optional.of(new Entry(first.getKey(), first.getValue()));
  }

  public void put(String key, byte @Nullable [] value) {
    timers.changing(this, key, value);
    if (value == null) {
      if (byKey.remove(key) != null) {
        entries.remove(key);
      }
    } else {
      byKey.put(key, value);
      entries.put(key, value);
    }
  }
}
