package dev.mayfly.engine;

import dev.mayfly.contracts.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was lately made of the bytes in a state, so that the next turn need not parse them again. It
 * holds only for the very array that it was made of: what a turn wrote and nobody committed is
 * never in the state, and so never found here.
 */
final class Decoded {
  private static final int MOST = 1024;

  /** Longer ones are parsed again, so that all of them together stay small. */
  private static final int LONGEST = 16 << 10;

  private final Map<String, Value> values =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Value> eldest) {
          return size() > MOST;
        }
      };

  private record Value(byte[] bytes, Object decoded) {}

  <T> T read(String key, byte[] bytes, Class<T> type) {
    Value known = values.get(key);
    if (known != null && known.bytes() == bytes && type.isInstance(known.decoded())) {
      return type.cast(known.decoded());
    }
    T decoded = Json.read(bytes, type);
    keep(key, bytes, decoded);
    return decoded;
  }

  void keep(String key, byte[] bytes, Object decoded) {
    if (bytes.length <= LONGEST) {
      values.put(key, new Value(bytes, decoded));
    } else {
      values.remove(key);
    }
  }
}
