package dev.mayfly.engine;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a state, by when they are due. A timer is an entry of the state, {@code
 * engine.timer/<name>} with when it is due; so it is armed and disarmed in the same transaction as
 * everything else. The order follows from those entries and is held in memory alone, by who keeps
 * the state. Timers that wait for one topic alone are ordered by themselves, so that none stands
 * behind one that waits.
 */
public final class Timers {
  private static final String KEYS = "engine.timer/";

  private final List<Kind> kinds;

  private record Armed(long due, String name) {
    static final Comparator<Armed> EARLIEST =
        Comparator.comparingLong(Armed::due).thenComparing(Armed::name);
  }

  /** Timers that wait for the same inputs, and whose names begin so. */
  private record Kind(String names, @Nullable String after, SortedSet<Armed> armed) {
    Kind(String names, @Nullable String after) {
      this(names, after, new TreeSet<>(Armed.EARLIEST));
    }

    Optional<DueTimer> first() {
      if (armed.isEmpty()) {
        return Optional.empty();
      }
      Armed first = armed.first();
      return Optional.of(new DueTimer(first.name(), Instant.ofEpochMilli(first.due()), after));
    }
  }

  /**
   * @param after the topic that timers wait for alone, by how their names begin, up to a slash
   */
  Timers(Map<String, String> after) {
    this.kinds =
        Stream.concat(
                after.entrySet().stream().map(e -> new Kind(e.getKey(), e.getValue())),
                Stream.of(new Kind("", null)))
            .toList();
  }

  /** Those that the state holds; once, before anything else is told. */
  public void restore(StateStore state) {
    state.range(KEYS, StateStore.after(KEYS)).forEach(e -> put(e.key(), null, e.value()));
  }

  /**
   * Told by who keeps the state of each entry that is about to change, whether or not it is a
   * timer's.
   *
   * @param state still without the change
   * @param next null when the entry goes
   */
  public void changing(StateStore state, String key, byte @Nullable [] next) {
    if (key.startsWith(KEYS)) {
      put(key, state.get(key), next);
    }
  }

  private void put(String key, byte @Nullable [] before, byte @Nullable [] now) {
    String name = key.substring(KEYS.length());
    SortedSet<Armed> armed = armed(name);
    if (before != null) {
      armed.remove(new Armed(due(before), name));
    }
    if (now != null) {
      armed.add(new Armed(due(now), name));
    }
  }

  /** The earliest of each kind, of those that are due at {@code now}; the earliest first. */
  List<DueTimer> due(Instant now) {
    var due = new ArrayList<DueTimer>(kinds.size());
    for (Kind kind : kinds) {
      kind.first().filter(timer -> !timer.due().isAfter(now)).ifPresent(due::add);
    }
    due.sort(Comparator.comparing(DueTimer::due));
    return due;
  }

  /** When the next is due, or was for the longest. */
  Optional<Instant> next() {
    return kinds.stream()
        .flatMap(kind -> kind.first().stream())
        .map(DueTimer::due)
        .min(Comparator.naturalOrder());
  }

  static String key(String timer) {
    return KEYS + timer;
  }

  static byte[] value(Instant due) {
    return Long.toString(due.toEpochMilli()).getBytes(StandardCharsets.UTF_8);
  }

  private static long due(byte[] value) {
    return Long.parseLong(new String(value, StandardCharsets.UTF_8));
  }

  private SortedSet<Armed> armed(String name) {
    for (Kind kind : kinds) {
      if (name.startsWith(kind.names())) {
        return kind.armed();
      }
    }
    throw new IllegalStateException("no kind for timer " + name);
  }
}
