package dev.mayfly.engine;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Timers as part of a decision's state: {@code engine.timer/<name>} holds when, {@code
 * engine.due/<when>/<name>} sorts them. Being state, they are armed and disarmed in the same
 * transaction as everything else. Those that wait for one topic alone are sorted by themselves,
 * under {@code engine.due.<how their names begin>}, so that none stands behind one that waits.
 */
final class Timers {
  private static final String BY_NAME = "engine.timer/";
  private static final String ALL = StateStore.FIRSTS + "/";

  private final List<Kind> kinds;

  /** Timers that wait for the same inputs. */
  private record Kind(String names, String keys, @Nullable String after) {
    Optional<DueTimer> first(StateStore state) {
      String end = keys.substring(0, keys.length() - 1) + "0";
      return state.first(keys, end).map(e -> parse(e.key()));
    }

    private DueTimer parse(String key) {
      int slash = key.indexOf('/', keys.length());
      long millis = Long.parseLong(key.substring(keys.length(), slash), 16);
      return new DueTimer(key, key.substring(slash + 1), Instant.ofEpochMilli(millis), after);
    }
  }

  /**
   * @param after the topic that timers wait for alone, by how their names begin, up to a slash
   */
  Timers(Map<String, String> after) {
    this.kinds =
        Stream.concat(
                after.entrySet().stream()
                    .map(
                        e ->
                            new Kind(
                                e.getKey(), StateStore.FIRSTS + "." + e.getKey(), e.getValue())),
                Stream.of(new Kind("", ALL, null)))
            .toList();
  }

  /** The earliest of each kind, of those that are due at {@code now}; the earliest first. */
  List<DueTimer> due(StateStore state, Instant now) {
    return kinds.stream()
        .flatMap(kind -> kind.first(state).stream())
        .filter(t -> !t.due().isAfter(now))
        .sorted(Comparator.comparing(DueTimer::due))
        .toList();
  }

  /** When the next is due, or was for the longest. */
  Optional<Instant> next(StateStore state) {
    return kinds.stream()
        .flatMap(kind -> kind.first(state).stream())
        .map(DueTimer::due)
        .min(Comparator.naturalOrder());
  }

  static String nameKey(String timer) {
    return BY_NAME + timer;
  }

  String dueKey(Instant due, String timer) {
    Kind kind = kinds.stream().filter(k -> timer.startsWith(k.names())).findFirst().orElseThrow();
    return kind.keys() + HexFormat.of().toHexDigits(due.toEpochMilli()) + "/" + timer;
  }

  static byte[] value(Instant due) {
    return Long.toString(due.toEpochMilli()).getBytes(StandardCharsets.UTF_8);
  }

  static Instant due(byte[] value) {
    return Instant.ofEpochMilli(Long.parseLong(new String(value, StandardCharsets.UTF_8)));
  }
}
