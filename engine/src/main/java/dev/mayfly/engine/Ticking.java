package dev.mayfly.engine;

import java.nio.charset.StandardCharsets;

/**
 * How far a state has come.
 *
 * @param last when the last turn was, in milliseconds of the epoch
 * @param turns so many there were
 * @param born when the first was: a state that was lost and begun again is another cause
 */
record Ticking(long last, long turns, long born) {
  static final Ticking NEW = new Ticking(0, 0, 0);

  static Ticking of(byte[] kept) {
    String[] fields = new String(kept, StandardCharsets.UTF_8).split(" ");
    return new Ticking(
        Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
  }

  /** After a turn at {@code now}. */
  Ticking next(long now) {
    return new Ticking(now, turns + 1, turns == 0 ? now : born);
  }

  byte[] bytes() {
    return (last + " " + turns + " " + born).getBytes(StandardCharsets.UTF_8);
  }
}
