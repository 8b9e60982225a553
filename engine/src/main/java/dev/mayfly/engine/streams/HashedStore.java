package dev.mayfly.engine.streams;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory that finds a key by its hash, where that of Kafka Streams compares it with
 * twenty others (decision 17). A range costs what there is of the kinds that it touches; a kind is
 * what has the same text before the first slash. Used by one thread at a time.
 */
final class HashedStore implements KeyValueStore<Bytes, byte[]> {
  private final String name;
  private final Map<Bytes, Kind> kinds = new HashMap<>();
  private boolean open;

  HashedStore(String name) {
    this.name = name;
  }

  static KeyValueBytesStoreSupplier supplier(String name) {
    return new KeyValueBytesStoreSupplier() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public KeyValueStore<Bytes, byte[]> get() {
        return new HashedStore(name);
      }

      @Override
      public String metricsScope() {
        return "hashed";
      }
    };
  }

  /**
   * @param begin of all its keys
   * @param end comes after all of them, and before those of any other kind that do
   */
  private record Kind(Bytes begin, Bytes end, Map<Bytes, byte[]> entries) {
    static Kind beginning(Bytes begin) {
      return new Kind(begin, Bytes.increment(begin), new HashMap<>());
    }

    boolean isWithin(@Nullable Bytes from, @Nullable Bytes to) {
      return (from == null || end.compareTo(from) > 0) && (to == null || begin.compareTo(to) <= 0);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> put(Bytes.wrap(key), value));
    open = true;
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    Kind kind = kinds.get(beginning(key));
    return kind == null ? null : kind.entries().get(key);
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    if (value == null) {
      delete(key);
    } else {
      kinds.computeIfAbsent(beginning(key), Kind::beginning).entries().put(key, value);
    }
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte @Nullable [] value) {
    byte[] before = get(key);
    if (before == null) {
      put(key, value);
    }
    return before;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(e -> put(e.key, e.value));
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    Kind kind = kinds.get(beginning(key));
    return kind == null ? null : kind.entries().remove(key);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    var found = new TreeMap<Bytes, byte[]>();
    for (Kind kind : kinds.values()) {
      if (kind.isWithin(from, to)) {
        kind.entries()
            .forEach(
                (key, value) -> {
                  if ((from == null || key.compareTo(from) >= 0)
                      && (to == null || key.compareTo(to) <= 0)) {
                    found.put(key, value);
                  }
                });
      }
    }
    return new Found(found);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return range(null, null);
  }

  @Override
  public long approximateNumEntries() {
    return kinds.values().stream().mapToLong(kind -> kind.entries().size()).sum();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    kinds.clear();
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Nobody queries it from outside, which is what positions are for. */
  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  private static Bytes beginning(Bytes key) {
    byte[] bytes = key.get();
    int length = 0;
    while (length < bytes.length && bytes[length] != '/') {
      length++;
    }
    return Bytes.wrap(Arrays.copyOf(bytes, Math.min(length + 1, bytes.length)));
  }

  private record Found(TreeMap<Bytes, byte[]> left) implements KeyValueIterator<Bytes, byte[]> {
    @Override
    public boolean hasNext() {
      return !left.isEmpty();
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      Bytes key = left.firstKey();
      return new KeyValue<>(key, left.remove(key));
    }

    @Override
    public Bytes peekNextKey() {
      return left.firstKey();
    }

    @Override
    public void close() {}
  }
}
