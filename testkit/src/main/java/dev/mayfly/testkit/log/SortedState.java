package dev.mayfly.testkit.log;

import dev.mayfly.engine.StateStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A state in memory, in the order of the keys' bytes. */
public final class SortedState implements StateStore {
  private final TreeMap<String, byte[]> entries =
      new TreeMap<>(
          (a, b) ->
              Arrays.compareUnsigned(
                  a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));

  @Override
  public byte @Nullable [] get(String key) {
    return entries.get(key);
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
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }
}
