package dev.mayfly.engine;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Timers as part of a decision's state: {@code engine.timer/<name>} holds when, {@code
 * engine.due/<when>/<name>} sorts them. Being state, they are armed and disarmed in the same
 * transaction as everything else.
 */
final class Timers {
  private static final String BY_NAME = "engine.timer/";
  private static final String BY_DUE = StateStore.FIRSTS;
  private static final String END = "engine.due0";

  private Timers() {}

  record Due(String timer, Instant due) {}

  /** The earliest of the timers that are due at {@code now}. */
  static Optional<Due> firstDue(StateStore state, Instant now) {
    return first(state).filter(t -> !t.due().isAfter(now));
  }

  /** The timer that will be due first, or has been for the longest. */
  static Optional<Due> first(StateStore state) {
    return state.first(BY_DUE, END).map(e -> parse(e.key()));
  }

  private static Due parse(String key) {
    int slash = key.indexOf('/', BY_DUE.length());
    long millis = Long.parseLong(key.substring(BY_DUE.length(), slash), 16);
    return new Due(key.substring(slash + 1), Instant.ofEpochMilli(millis));
  }

  static String nameKey(String timer) {
    return BY_NAME + timer;
  }

  static String dueKey(Instant due, String timer) {
    return BY_DUE + HexFormat.of().toHexDigits(due.toEpochMilli()) + "/" + timer;
  }

  static byte[] value(Instant due) {
    return Long.toString(due.toEpochMilli()).getBytes(StandardCharsets.UTF_8);
  }

  static Instant due(byte[] value) {
    return Instant.ofEpochMilli(Long.parseLong(new String(value, StandardCharsets.UTF_8)));
  }
}
