package dev.mayfly.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is first of what is kept, and of what a turn has written and removed. */
class FirstOfAKindTest {
  private static final StateKind<Named> KIND = StateKind.inOrder("named", Named.class);

  private final TreeMap<String, byte[]> kept = new TreeMap<>();
  private final Turn turn =
      new Turn(new Kept(), new Decoded(), Instant.EPOCH, "cause", "/test", null);

  private record Named(String name) {}

  @Test
  void theOrderIsThatOfTheIdsAndOthersDoNotCount() {
    keep("b/1", "b/2", "a/9", "c/0");
    assertThat(first("b/")).isEqualTo("b/1");
    assertThat(first("a/")).isEqualTo("a/9");
    assertThat(first("d/")).isEmpty();
  }

  @Test
  void whatTheTurnHasRemovedIsPassedOver() {
    keep("b/1", "b/2", "b/3", "c/1");
    turn.remove(KIND, "b/1");
    turn.remove(KIND, "b/2");
    assertThat(first("b/")).isEqualTo("b/3");
    turn.remove(KIND, "b/3");
    assertThat(first("b/")).isEmpty();
  }

  @Test
  void whatTheTurnHasWrittenCounts() {
    keep("b/5");
    turn.save(KIND, "b/7", new Named("later"));
    assertThat(first("b/")).isEqualTo("b/5");
    turn.save(KIND, "b/5", new Named("anew"));
    assertThat(first("b/")).isEqualTo("anew");
    turn.save(KIND, "b/3", new Named("before"));
    assertThat(first("b/")).isEqualTo("before");
  }

  private void keep(String... ids) {
    for (String id : ids) {
      kept.put(KIND.key(id), Json.bytes(new Named(id)));
    }
  }

  private String first(String prefix) {
    return turn.first(KIND, prefix).map(Named::name).orElse("");
  }

  private final class Kept implements StateStore {
    @Override
    public byte[] get(String key) {
      return kept.get(key);
    }

    @Override
    public List<Entry> range(String from, String to) {
      return kept.subMap(from, to).entrySet().stream()
          .map(e -> new Entry(e.getKey(), e.getValue()))
          .toList();
    }

    @Override
    public Timers timers() {
      return new Timers(Map.of());
    }
  }
}
