package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateRestoreCallback;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class HashedStoreTest {
  private static final List<String> BEGINNINGS = List.of("a/", "a", "aa/", "a.b/", "b/", "", "é/");

  private final HashedStore store = new HashedStore("state");

  @RepeatedTest(20)
  void holdsWhatASortedMapHolds(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    var expected = new TreeMap<Bytes, String>();
    for (int i = 0; i < 300; i++) {
      Bytes key = anyKey(random);
      String value = random.nextInt(3) == 0 ? null : "v" + i;
      store.put(key, bytes(value));
      if (value == null) {
        expected.remove(key);
      } else {
        expected.put(key, value);
      }
      assertThat(text(store.get(key))).isEqualTo(value);
      Bytes a = anyKey(random);
      Bytes b = anyKey(random);
      Bytes from = a.compareTo(b) < 0 ? a : b;
      Bytes to = from.equals(a) ? b : a;
      assertThat(all(store.range(from, to))).isEqualTo(all(expected.subMap(from, true, to, true)));
    }
    assertThat(all(store.all())).isEqualTo(all(expected));
    assertThat(all(store.range(null, key("b/")))).isEqualTo(all(expected.headMap(key("b/"), true)));
    assertThat(store.approximateNumEntries()).isEqualTo(expected.size());
  }

  @Test
  void whatItsLogHoldsIsRestored() {
    var log = new ArrayList<StateRestoreCallback>();
    var context =
        (StateStoreContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {StateStoreContext.class},
                (proxy, method, args) -> log.add((StateRestoreCallback) args[1]));
    store.init(context, store);
    log.get(0).restore(bytes("run/1"), bytes("one"));
    log.get(0).restore(bytes("run/2"), bytes("two"));
    log.get(0).restore(bytes("run/1"), null);
    assertThat(all(store.all())).containsExactly("run/2=two");
    store.close();
    assertThat(all(store.all())).isEmpty();
  }

  private static Bytes anyKey(Random random) {
    return key(BEGINNINGS.get(random.nextInt(BEGINNINGS.size())) + random.nextInt(20));
  }

  private static Bytes key(String text) {
    return Bytes.wrap(bytes(text));
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String text(byte @Nullable [] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<String> all(KeyValueIterator<Bytes, byte[]> found) {
    var all = new ArrayList<String>();
    while (found.hasNext()) {
      Bytes next = found.peekNextKey();
      KeyValue<Bytes, byte[]> entry = found.next();
      assertThat(entry.key).isEqualTo(next);
      all.add(text(entry.key.get()) + "=" + text(entry.value));
    }
    return all;
  }

  private static List<String> all(java.util.Map<Bytes, String> entries) {
    return entries.entrySet().stream()
        .map(e -> Objects.requireNonNull(text(e.getKey().get())) + "=" + e.getValue())
        .toList();
  }
}
