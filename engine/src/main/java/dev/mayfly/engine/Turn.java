package dev.mayfly.engine;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One decision in the making: what it may read, and what it has decided so far. Reads see the
 * turn's own writes.
 */
public final class Turn {
  private final StateStore state;
  private final Decoded decoded;
  private final Instant now;
  private final String cause;
  private final String source;
  private final @Nullable String traceparent;
  private final TreeMap<String, byte @Nullable []> changes = new TreeMap<>();
  private final List<Effects.Outgoing> records = new ArrayList<>();
  private int events;

  Turn(
      StateStore state,
      Decoded decoded,
      Instant now,
      String cause,
      String source,
      @Nullable String traceparent) {
    this.state = state;
    this.decoded = decoded;
    this.now = now;
    this.cause = cause;
    this.source = source;
    this.traceparent = traceparent;
  }

  /** The time of this decision; never before that of an earlier one. Milliseconds. */
  public Instant now() {
    return now;
  }

  public <T> Optional<T> load(StateKind<T> kind, String id) {
    String key = kind.key(id);
    byte[] value = get(key);
    return value == null ? Optional.empty() : Optional.of(decoded.read(key, value, kind.type()));
  }

  /** Every entity of a kind, by id. Costs a read of each. */
  public <T> Map<String, T> all(StateKind<T> kind) {
    return all(kind, "");
  }

  /** Those whose id begins so, by id. Costs a read of each of them. */
  public <T> Map<String, T> all(StateKind<T> kind, String idPrefix) {
    var result = new LinkedHashMap<String, T>();
    entries(kind, idPrefix)
        .forEach(
            (key, value) ->
                result.put(
                    key.substring(kind.prefix().length()), decoded.read(key, value, kind.type())));
    return result;
  }

  /** The ids of a kind, without a read of what they stand for. */
  public Set<String> ids(StateKind<?> kind) {
    var ids = new LinkedHashSet<String>();
    entries(kind, "").keySet().forEach(key -> ids.add(key.substring(kind.prefix().length())));
    return ids;
  }

  private Map<String, byte[]> entries(StateKind<?> kind, String idPrefix) {
    var found = new TreeMap<String, byte[]>();
    String from = kind.prefix() + idPrefix;
    String end = StateStore.after(from);
    state.range(from, end).forEach(e -> found.put(e.key(), e.value()));
    changes
        .subMap(from, end)
        .forEach(
            (key, value) -> {
              if (value == null) {
                found.remove(key);
              } else {
                found.put(key, value);
              }
            });
    return found;
  }

  /**
   * The first entity, in the order of the ids, whose id begins so. Of a kind made by {@link
   * StateKind#inOrder} it costs the same however many there are.
   *
   * @param idPrefix ends with a slash
   */
  public <T> Optional<T> first(StateKind<T> kind, String idPrefix) {
    String from = kind.key(idPrefix);
    String to = StateStore.after(from);
    var found = new TreeMap<String, byte[]>();
    changes
        .subMap(from, to)
        .forEach(
            (key, value) -> {
              if (value != null) {
                found.put(key, value);
              }
            });
    Optional<StateStore.Entry> kept = state.first(from, to);
    while (kept.filter(e -> changes.containsKey(e.key())).isPresent()) {
      kept = state.first(kept.get().key() + "\0", to);
    }
    kept.ifPresent(e -> found.put(e.key(), e.value()));
    return found.entrySet().stream()
        .findFirst()
        .map(e -> decoded.read(e.getKey(), e.getValue(), kind.type()));
  }

  public <T> void save(StateKind<T> kind, String id, T value) {
    String key = kind.key(id);
    byte[] bytes = Json.bytes(value);
    changes.put(key, bytes);
    decoded.keep(key, bytes, value);
  }

  public void remove(StateKind<?> kind, String id) {
    changes.put(kind.key(id), null);
  }

  /** Publishes an event or a command; it is seen by others only if the whole turn is committed. */
  public void publish(String topic, String key, Object payload) {
    String id = Json.sha256(cause + "#" + events++).substring(0, 32);
    CloudEvent event = CloudEvent.of(id, source, now, key, traceparent, payload);
    records.add(
        new Effects.Outgoing(
            topic, key, BinaryMode.headers(event), event.data().getBytes(StandardCharsets.UTF_8)));
  }

  /** Takes back what a compacted topic holds under the key. */
  public void publishTombstone(String topic, String key) {
    records.add(new Effects.Outgoing(topic, key, Map.of(), null));
  }

  /**
   * Keeps the input's bytes as they came, with why, where and when in headers. What Kafka would not
   * take back is cut.
   */
  public void deadLetter(String topic, Input.Received input, String reason) {
    records.add(DeadLetter.of(topic, input, reason, now));
  }

  /**
   * Sets the timer of that name, whether or not it was set. It fires once, at {@code due} or as
   * soon after as can be.
   */
  public void arm(String timer, Instant due) {
    changes.put(Timers.key(timer), Timers.value(due));
  }

  public boolean isArmed(String timer) {
    return get(Timers.key(timer)) != null;
  }

  public void disarm(String timer) {
    if (isArmed(timer)) {
      changes.put(Timers.key(timer), null);
    }
  }

  byte @Nullable [] get(String key) {
    return changes.containsKey(key) ? changes.get(key) : state.get(key);
  }

  void put(String key, byte[] value) {
    changes.put(key, value);
  }

  Effects effects() {
    return new Effects(changes, records);
  }
}
