package dev.mayfly.testkit.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records and markers in the order of their offsets. */
final class FakePartition {
  private final List<Entry> entries = new ArrayList<>();
  private final Map<FakeTransaction, Long> open = new LinkedHashMap<>();
  private long end;
  private long start;

  /**
   * @param transaction null when written outside of one
   * @param marker of the end of a transaction: it has an offset, and no reader sees it
   */
  record Entry(
      long offset,
      Instant timestamp,
      @Nullable String key,
      Map<String, String> headers,
      byte @Nullable [] value,
      @Nullable FakeTransaction transaction,
      boolean marker) {}

  long append(
      Instant timestamp,
      @Nullable String key,
      Map<String, String> headers,
      byte @Nullable [] value,
      @Nullable FakeTransaction transaction) {
    if (transaction != null) {
      open.putIfAbsent(transaction, end);
    }
    entries.add(new Entry(end, timestamp, key, Map.copyOf(headers), value, transaction, false));
    return end++;
  }

  void appendMarker(Instant timestamp, FakeTransaction transaction) {
    open.remove(transaction);
    entries.add(new Entry(end++, timestamp, null, Map.of(), null, transaction, true));
  }

  long start() {
    return start;
  }

  /** Where the first open transaction begins, or the end. */
  long lastStable() {
    return open.values().stream().findFirst().orElse(end);
  }

  /** The committed records from an offset on, before the last stable one. */
  Stream<Entry> committed(long from) {
    long stable = lastStable();
    return entries.subList(firstIndex(from), entries.size()).stream()
        .takeWhile(e -> e.offset() < stable)
        .filter(e -> !e.marker() && (e.transaction() == null || e.transaction().isCommitted()));
  }

  /** Drops what is older than an offset, as retention does. */
  void trim(long before) {
    entries.removeIf(e -> e.offset() < before);
    start = Math.max(start, Math.min(before, end));
  }

  /** Keeps the last committed record of each key; tombstones stay. */
  void compact() {
    long stable = lastStable();
    Set<@Nullable String> seen = new HashSet<>();
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      boolean committed = entry.transaction() == null || entry.transaction().isCommitted();
      if (entry.offset() < stable && (entry.marker() || !committed || !seen.add(entry.key()))) {
        entries.remove(i);
      }
    }
  }

  private int firstIndex(long offset) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).offset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
