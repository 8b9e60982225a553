package dev.mayfly.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Effects;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Interpreter;
import dev.mayfly.engine.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The real interpreter over a map, driven by hand. */
final class Ticks {
  static final Topics TOPICS = new Topics("mayfly");
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  final List<Effects.Outgoing> published = new ArrayList<>();
  private final TreeMap<String, byte[]> state = new TreeMap<>();
  private final Interpreter interpreter;
  private Instant now = START;
  private long offset;

  Ticks(Patience patience) {
    var decision = new NotifierDecision(TOPICS, Times.DEFAULT, patience);
    interpreter =
        new Interpreter(
            decision, "/mayfly/notifier-service", TOPICS.deadLetters("notifier"), new Wall());
  }

  void runs(Event event) {
    CloudEvent e = CloudEvent.of("id" + offset, "/test", now, "run", null, event);
    receive(
        TOPICS.runs(),
        BinaryMode.headers(e),
        e.data().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  void observed(Deliver command, DeliveryObserved.Result result, Duration after, boolean maybe) {
    receive(
        TOPICS.observations("notifier"),
        Map.of(),
        Json.bytes(
            new DeliveryObserved(
                command.runId(),
                command.about(),
                command.channel(),
                command.attempt(),
                result,
                after,
                maybe,
                "as the test says")));
  }

  void sent(Deliver command) {
    observed(command, DeliveryObserved.Result.SENT, null, false);
  }

  void receive(String topic, Map<String, String> headers, byte[] value) {
    String id = topic + "/0/" + offset;
    commit(
        interpreter.apply(
            new Input.Received(id, topic, 0, offset++, now, "r1", headers, value), store()));
  }

  /** Lets time pass, timer by timer. */
  void pass(Duration time) {
    Instant until = now.plus(time);
    Optional<Instant> next = next(until);
    while (next.isPresent()) {
      now = next.get().isAfter(now) ? next.get() : now;
      commit(interpreter.fire(store()).orElseThrow());
      next = next(until);
    }
    now = until;
  }

  /** Lets time pass while nothing is handled. */
  void sleep(Duration time) {
    now = now.plus(time);
  }

  Instant now() {
    return now;
  }

  /** Commands published since the last call. */
  List<Deliver> commands() {
    List<Deliver> found = payloads(TOPICS.commands("notifier"), Deliver.class).toList();
    published.removeIf(o -> o.topic().equals(TOPICS.commands("notifier")));
    return found;
  }

  Deliver command(String channel) {
    List<Deliver> found = commands().stream().filter(c -> c.channel().equals(channel)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  <T> Stream<T> payloads(String topic, Class<T> type) {
    return published.stream()
        .filter(o -> o.topic().equals(topic))
        .filter(o -> o.headers().getOrDefault("ce_type", "").endsWith("." + type.getSimpleName()))
        .map(o -> Json.read(o.value(), type));
  }

  /** Keys of what is kept, without the engine's own. */
  List<String> kept() {
    return state.keySet().stream().filter(k -> !k.startsWith("engine.clock")).toList();
  }

  private Optional<Instant> next(Instant until) {
    String end = "engine.due/" + String.format("%016x", until.toEpochMilli() + 1);
    return state.subMap("engine.due/", end).keySet().stream()
        .findFirst()
        .map(k -> Instant.ofEpochMilli(Long.parseLong(k.split("/")[1], 16)));
  }

  private void commit(Effects effects) {
    effects
        .changes()
        .forEach(
            (key, value) -> {
              if (value == null) {
                state.remove(key);
              } else {
                state.put(key, value);
              }
            });
    published.addAll(effects.records());
  }

  private StateStore store() {
    return new StateStore() {
      @Override
      public byte[] get(String key) {
        return state.get(key);
      }

      @Override
      public List<Entry> range(String from, String to) {
        return state.subMap(from, to).entrySet().stream()
            .map(e -> new Entry(e.getKey(), e.getValue()))
            .toList();
      }
    };
  }

  private final class Wall extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
