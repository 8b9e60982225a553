package dev.mayfly.engine.streams;

import dev.mayfly.engine.StateStore;
import dev.mayfly.engine.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The state in a store of Kafka Streams, whose in-memory ranges copy what they walk through. */
final class KeyValueState implements StateStore {
  private final KeyValueStore<String, byte[]> store;
  private final Timers timers;
  private final NavigableSet<String> firsts = new TreeSet<>();

  /**
   * @param timers none yet
   */
  KeyValueState(KeyValueStore<String, byte[]> store, Timers timers) {
    this.store = store;
    this.timers = timers;
    timers.restore(this);
    walk(IN_ORDER, StateStore.after(IN_ORDER), e -> firsts.add(e.key));
  }

  @Override
  public Timers timers() {
    return timers;
  }

  @Override
  public byte @Nullable [] get(String key) {
    return store.get(key);
  }

  @Override
  public List<Entry> range(String from, String to) {
    var entries = new ArrayList<Entry>();
    walk(from, to, e -> entries.add(new Entry(e.key, e.value)));
    return entries;
  }

  @Override
  public Optional<Entry> first(String from, String to) {
    if (!StateStore.inOrder(from)) {
      return StateStore.super.first(from, to);
    }
    String key = firsts.ceiling(from);
    if (key == null || key.compareTo(to) >= 0) {
      return Optional.empty();
    }
    byte[] value = store.get(key);
    return value == null ? Optional.empty() : Optional.of(new Entry(key, value));
  }

  void put(Map<String, byte @Nullable []> changes) {
    changes.forEach(
        (key, value) -> {
          timers.changing(this, key, value);
          store.put(key, value);
          if (StateStore.inOrder(key)) {
            if (value == null) {
              firsts.remove(key);
            } else {
              firsts.add(key);
            }
          }
        });
  }

  private void walk(String from, String to, Consumer<KeyValue<String, byte[]>> visit) {
    try (KeyValueIterator<String, byte[]> found = store.range(from, to)) {
      while (found.hasNext()) {
        KeyValue<String, byte[]> entry = found.next();
        if (!entry.key.equals(to)) {
          visit.accept(entry);
        }
      }
    }
  }
}
