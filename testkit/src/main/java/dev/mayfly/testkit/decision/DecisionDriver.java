package dev.mayfly.testkit.decision;

import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Effects;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Interpreter;
import dev.mayfly.engine.StateStore;
import dev.mayfly.engine.Timers;
import dev.mayfly.testkit.log.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a decision through the real interpreter over state in memory, and keeps all that it
 * published.
 */
public final class DecisionDriver {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final TreeMap<String, byte[]> state = new TreeMap<>();
  private final StateStore store = new MapStore();
  private final List<Effects.Outgoing> published = new ArrayList<>();
  private final String deadLetters;
  private Interpreter interpreter;
  private Timers timers;
  private long offset;
  private long reads;

  public DecisionDriver(Decision decision, String deadLetters) {
    this.deadLetters = deadLetters;
    this.interpreter = new Interpreter(decision, "/test", deadLetters, clock);
    this.timers = interpreter.timers();
  }

  /** From now on that one decides, as after a restart with another configuration. */
  public DecisionDriver restart(Decision decision) {
    interpreter = new Interpreter(decision, "/test", deadLetters, clock);
    timers = interpreter.timers();
    timers.restore(store);
    return this;
  }

  public Instant now() {
    return clock.instant();
  }

  /** Gives it an event as another service would publish it. */
  public DecisionDriver event(String topic, String key, Object payload) {
    var event = CloudEvent.of("id-" + offset, "/test", now(), key, null, payload);
    return record(
        topic,
        key,
        BinaryMode.headers(event),
        event.data().getBytes(StandardCharsets.UTF_8),
        now());
  }

  /** Gives it an event of which nothing but its type can be read. */
  public DecisionDriver unreadable(String topic, String key, Class<?> type) {
    var headers =
        Map.of(
            "ce_specversion",
            "1.0",
            "ce_id",
            "id-" + offset,
            "ce_source",
            "/test",
            "ce_type",
            "dev.mayfly." + type.getSimpleName());
    return record(topic, key, headers, new byte[] {'{'}, now());
  }

  /** Gives it a bare record, as anyone may write one. */
  public DecisionDriver bare(String topic, String value) {
    return record(topic, null, Map.of(), value.getBytes(StandardCharsets.UTF_8), now());
  }

  public DecisionDriver record(
      String topic,
      @Nullable String key,
      Map<String, String> headers,
      byte @Nullable [] value,
      Instant timestamp) {
    String id = topic + "/0/" + offset;
    var input = new Input.Received(id, topic, 0, offset++, timestamp, key, headers, value);
    commit(interpreter.apply(input, store));
    return this;
  }

  /** Lets time pass, a timer at a time: each fires at its own due time. */
  public DecisionDriver pass(Duration time) {
    Instant until = now().plus(time);
    Optional<Instant> next = interpreter.next(store);
    while (next.isPresent() && !next.get().isAfter(until)) {
      if (next.get().isAfter(now())) {
        clock.set(next.get());
      }
      commit(interpreter.fire(interpreter.due(store).get(0), store).effects());
      next = interpreter.next(store);
    }
    clock.set(until);
    return this;
  }

  /** Lets time pass while nothing is decided, as in an outage. */
  public DecisionDriver outage(Duration time) {
    clock.advance(time);
    return this;
  }

  /** Everything of that type that it ever published, in order. */
  public <T> List<T> all(Class<T> type) {
    return published.stream()
        .map(DecisionDriver::asEvent)
        .flatMap(Optional::stream)
        .filter(e -> e.is(type))
        .map(e -> e.payload(type))
        .toList();
  }

  /** The one of that type; fails when there is none or more. */
  public <T> T only(Class<T> type) {
    List<T> all = all(type);
    if (all.size() != 1) {
      throw new AssertionError("expected one " + type.getSimpleName() + ", found " + all);
    }
    return all.get(0);
  }

  public List<Effects.Outgoing> on(String topic) {
    return published.stream().filter(r -> r.topic().equals(topic)).toList();
  }

  /** How many entries of its state it has read so far. */
  public long reads() {
    return reads;
  }

  /** The keys of its state that begin so. */
  public List<String> stateKeys(String prefix) {
    return state.keySet().stream().filter(k -> k.startsWith(prefix)).toList();
  }

  private void commit(Effects effects) {
    effects
        .changes()
        .forEach(
            (key, value) -> {
              timers.changing(store, key, value);
              if (value == null) {
                state.remove(key);
              } else {
                state.put(key, value);
              }
            });
    published.addAll(effects.records());
  }

  private static Optional<CloudEvent> asEvent(Effects.Outgoing record) {
    byte[] value = record.value();
    return value == null
        ? Optional.empty()
        : BinaryMode.read(record.headers(), new String(value, StandardCharsets.UTF_8));
  }

  private final class MapStore implements StateStore {
    @Override
    public byte @Nullable [] get(String key) {
      reads++;
      return state.get(key);
    }

    @Override
    public List<Entry> range(String from, String to) {
      List<Entry> entries =
          state.subMap(from, to).entrySet().stream()
              .map(e -> new Entry(e.getKey(), Objects.requireNonNull(e.getValue())))
              .toList();
      reads += entries.size();
      return entries;
    }

    @Override
    public Timers timers() {
      return timers;
    }

    @Override
    public Optional<Entry> first(String from, String to) {
      if (!StateStore.inOrder(from)) {
        return StateStore.super.first(from, to);
      }
      reads++;
      String key = state.ceilingKey(from);
      return key == null || key.compareTo(to) >= 0
          ? Optional.empty()
          : Optional.of(new Entry(key, Objects.requireNonNull(state.get(key))));
    }
  }
}
