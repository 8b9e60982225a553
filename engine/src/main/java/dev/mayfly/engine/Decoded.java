package dev.mayfly.engine;

import dev.mayfly.contracts.Json;
import org.jspecify.annotations.Nullable;

/**
 * What was lately made of the bytes in a state, so that the next turn need not parse them again. It
 * holds only for the very array that it was made of: what a turn wrote and nobody committed is
 * never in the state, and so never found here.
 *
 * <p>Each key has one place, which it shares with others. Few places, and no order among them: what
 * is held here is what a garbage collector copies each time.
 */
final class Decoded {
  private static final int PLACES = 256;

  /** Longer ones are parsed again, so that all of them together stay small. */
  private static final int LONGEST = 16 << 10;

  private final @Nullable Value[] values = new Value[PLACES];

  private record Value(byte[] bytes, Object decoded) {}

  <T> T read(String key, byte[] bytes, Class<T> type) {
    Value known = values[place(key)];
    if (known != null && known.bytes() == bytes && type.isInstance(known.decoded())) {
      return type.cast(known.decoded());
    }
    T decoded = Json.read(bytes, type);
    keep(key, bytes, decoded);
    return decoded;
  }

  void keep(String key, byte[] bytes, Object decoded) {
    values[place(key)] = bytes.length <= LONGEST ? new Value(bytes, decoded) : null;
  }

  private static int place(String key) {
    return Math.floorMod(key.hashCode(), PLACES);
  }
}
