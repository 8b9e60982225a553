package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.engine.Decision;
import dev.mayfly.engine.DueTimer;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Interpreter;
import dev.mayfly.engine.StateStore.Entry;
import dev.mayfly.engine.Turn;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

class KeyValueStateTest {
  private static final Interpreter INTERPRETER =
      new Interpreter(
          new Decision() {
            @Override
            public void decide(Input input, Turn turn) {}

            @Override
            public void quarantine(Input input, String reason, Turn turn) {}
          },
          "/test",
          "dlt",
          Clock.fixed(Instant.ofEpochMilli(2000), ZoneOffset.UTC));

  private final TreeMap<String, byte[]> kept = new TreeMap<>();
  private int walks;

  @Test
  void whatIsInOrderIsFoundWithoutAWalk() {
    String prefix = "order.waiting/";
    KeyValueState state = state();
    state.put(entries(prefix + "b/", 1000));
    state.put(entries(prefix + "a/", 3));
    walks = 0;
    assertThat(state.first(prefix + "b/", prefix + "b0").map(Entry::key))
        .contains(prefix + "b/1000");
    Map<String, byte[]> removed = new HashMap<>();
    removed.put(prefix + "b/1000", null);
    state.put(removed);
    assertThat(state.first(prefix + "b/", prefix + "b0").map(Entry::key))
        .contains(prefix + "b/1001");
    assertThat(state.first(prefix + "c/", prefix + "c0")).isEmpty();
    assertThat(walks).isZero();
  }

  @Test
  void soIsWhatWasKeptBeforeItStarted() {
    String prefix = "order.waiting/";
    kept.putAll(entries(prefix, 3));
    assertThat(state().first(prefix, prefix + "9").map(Entry::key)).contains(prefix + "1000");
  }

  @Test
  void whatIsNotInOrderIsWalkedThrough() {
    KeyValueState state = state();
    state.put(entries("run/", 3));
    walks = 0;
    assertThat(state.first("run/", "run0").map(Entry::key)).contains("run/1000");
    assertThat(walks).isEqualTo(1);
  }

  @Test
  void theTimersAreThoseThatAreKept() {
    kept.put("engine.timer/a", bytes("1000"));
    kept.put("engine.timer/b", bytes("2000"));
    KeyValueState state = state();
    assertThat(INTERPRETER.due(state)).extracting(DueTimer::timer).containsExactly("a");
    Map<String, byte[]> changes = new HashMap<>();
    changes.put("engine.timer/a", bytes("3000"));
    changes.put("engine.timer/b", null);
    changes.put("engine.timer/c", bytes("1500"));
    state.put(changes);
    assertThat(INTERPRETER.due(state)).extracting(DueTimer::timer).containsExactly("c");
    state.put(Collections.singletonMap("engine.timer/c", null));
    assertThat(INTERPRETER.next(state)).contains(Instant.ofEpochMilli(3000));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, byte[]> entries(String prefix, int number) {
    Map<String, byte[]> entries = new HashMap<>();
    IntStream.range(0, number).forEach(i -> entries.put(prefix + (1000 + i), new byte[0]));
    return entries;
  }

  private KeyValueState state() {
    return new KeyValueState(store(), INTERPRETER.timers());
  }

  /** As far as it is used. */
  @SuppressWarnings("unchecked")
  private KeyValueStore<String, byte[]> store() {
    return (KeyValueStore<String, byte[]>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {KeyValueStore.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "get" -> kept.get((String) args[0]);
                  case "put" -> put((String) args[0], (byte[]) args[1]);
                  case "range" -> range((String) args[0], (String) args[1]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Object put(String key, byte[] value) {
    return value == null ? kept.remove(key) : kept.put(key, value);
  }

  private KeyValueIterator<String, byte[]> range(String from, String to) {
    walks++;
    var entries = Collections.unmodifiableMap(new TreeMap<>(kept.subMap(from, true, to, true)));
    var each = entries.entrySet().iterator();
    return new KeyValueIterator<>() {
      @Override
      public boolean hasNext() {
        return each.hasNext();
      }

      @Override
      public KeyValue<String, byte[]> next() {
        var entry = each.next();
        return new KeyValue<>(entry.getKey(), entry.getValue());
      }

      @Override
      public String peekNextKey() {
        throw new UnsupportedOperationException("peekNextKey");
      }

      @Override
      public void close() {}
    };
  }
}
