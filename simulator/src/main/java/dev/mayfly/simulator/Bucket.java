package dev.mayfly.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Object storage: objects come to be, and stay. */
final class Bucket {
  private final LongSupplier now;
  private final Map<String, Long> madeAt = new HashMap<>();

  /**
   * @param now in milliseconds
   */
  Bucket(LongSupplier now) {
    this.now = now;
  }

  void put(String object) {
    madeAt.putIfAbsent(object, now.getAsLong());
  }

  boolean has(String object) {
    return madeAt.containsKey(object);
  }

  /** When the last of them came to be; null while one is missing. */
  @Nullable Long completeSince(List<String> objects) {
    long last = 0;
    for (String object : objects) {
      Long at = madeAt.get(object);
      if (at == null) {
        return null;
      }
      last = Math.max(last, at);
    }
    return last;
  }
}
