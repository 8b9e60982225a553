package dev.mayfly.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The engine's own part of the state, as released: the next version must find it there. */
class KeptStateTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");

  private final TreeMap<String, byte[]> kept = new TreeMap<>();
  private final Interpreter interpreter =
      new Interpreter(new Arming(), "/test", "dlt", Clock.fixed(T0, ZoneOffset.UTC));

  /** Each input arms a timer. */
  private static final class Arming implements Decision {
    @Override
    public Map<String, String> timersAfter() {
      return Map.of("quick/", "topic");
    }

    @Override
    public void decide(Input input, Turn turn) {
      turn.arm("t", turn.now().plusSeconds(1));
    }

    @Override
    public void quarantine(Input input, String reason, Turn turn) {}
  }

  private final StateStore store =
      new StateStore() {
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

        /** As after a restart. */
        @Override
        public Timers timers() {
          Timers timers = interpreter.timers();
          timers.restore(this);
          return timers;
        }
      };

  @Test
  void theClockAndATimerAreKeptAsReleased() {
    commit(interpreter.apply(input(), store));

    assertThat(texts())
        .isEqualTo(
            Map.of(
                "engine.clock/", "1772366400000 1 1772366400000",
                "engine.timer/t", "1772366401000"));
  }

  @Test
  void theEarliestOfEachKindIsDue() {
    kept.put("engine.timer/quick/a", bytes("1772366399000"));
    kept.put("engine.timer/quick/b", bytes("1772366398000"));
    kept.put("engine.timer/quick/c", bytes("1772366401000"));
    kept.put("engine.timer/slow", bytes("1772366397000"));

    assertThat(interpreter.due(store))
        .containsExactly(
            new DueTimer("slow", Instant.ofEpochMilli(1772366397000L), null),
            new DueTimer("quick/b", Instant.ofEpochMilli(1772366398000L), "topic"));
    assertThat(interpreter.next(store)).contains(Instant.ofEpochMilli(1772366397000L));
  }

  @Test
  void whatWasKeptAsReleasedIsReadAndGoesOn() {
    kept.put("engine.clock/", bytes("1772366500000 7 1772366000000"));
    kept.put("engine.timer/old", bytes("1772366499000"));
    // an earlier version kept what sorts the timers, too
    kept.put("engine.due/0000019ca9468cb8/old", new byte[0]);

    DueTimer due = interpreter.due(store).get(0);

    assertThat(due.due()).isEqualTo(Instant.ofEpochMilli(1772366499000L));
    commit(interpreter.fire(due, store).effects());

    assertThat(texts())
        .isEqualTo(
            Map.of(
                "engine.clock/", "1772366500000 8 1772366000000",
                "engine.timer/t", "1772366501000",
                "engine.due/0000019ca9468cb8/old", ""));
  }

  private void commit(Effects effects) {
    effects
        .changes()
        .forEach(
            (key, value) -> {
              if (value == null) {
                kept.remove(key);
              } else {
                kept.put(key, value);
              }
            });
  }

  private Map<String, String> texts() {
    return kept.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> new String(e.getValue(), StandardCharsets.UTF_8)));
  }

  private static Input.Received input() {
    return new Input.Received("topic/0/0", "topic", 0, 0, T0, null, Map.of(), new byte[0]);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
