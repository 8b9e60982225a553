package dev.mayfly.testkit.log;

import dev.mayfly.engine.Input;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records and markers in the order of their offsets. */
final class FakePartition {
  private final Place place;
  private final String topicId;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<FakeTransaction, Long> open = new LinkedHashMap<>();
  private long end;
  private long start;

  /**
   * @param transaction null when written outside of one
   * @param marker of the end of a transaction: it has an offset, and no reader sees it
   */
  record Entry(Input.Received record, @Nullable FakeTransaction transaction, boolean marker) {
    long offset() {
      return record.offset();
    }

    boolean isCommitted() {
      return transaction == null || transaction.isCommitted();
    }
  }

  FakePartition(Place place, String topicId) {
    this.place = place;
    this.topicId = topicId;
  }

  Place place() {
    return place;
  }

  long append(
      Instant timestamp,
      @Nullable String key,
      Map<String, String> headers,
      byte @Nullable [] value,
      @Nullable FakeTransaction transaction) {
    if (transaction != null) {
      open.putIfAbsent(transaction, end);
    }
    entries.add(new Entry(record(timestamp, key, headers, value), transaction, false));
    return end++;
  }

  void appendMarker(Instant timestamp, FakeTransaction transaction) {
    open.remove(transaction);
    entries.add(new Entry(record(timestamp, null, Map.of(), null), transaction, true));
    end++;
  }

  private Input.Received record(
      Instant timestamp,
      @Nullable String key,
      Map<String, String> headers,
      byte @Nullable [] value) {
    String id = topicId + "/" + place.partition() + "/" + end;
    return new Input.Received(
        id, place.topic(), place.partition(), end, timestamp, key, Map.copyOf(headers), value);
  }

  long start() {
    return start;
  }

  /** Where the first open transaction begins, or the end. */
  long lastStable() {
    return open.isEmpty() ? end : open.values().iterator().next();
  }

  /** The committed records from an offset on, before the last stable one. */
  List<Input.Received> committed(long from) {
    long stable = lastStable();
    if (from >= stable) {
      return List.of();
    }
    var records = new ArrayList<Input.Received>();
    for (int i = firstIndex(from); i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.offset() >= stable) {
        break;
      }
      if (!entry.marker() && entry.isCommitted()) {
        records.add(entry.record());
      }
    }
    return records;
  }

  /** The first of them; null when there is none. */
  Input.@Nullable Received firstCommitted(long from) {
    long stable = lastStable();
    for (int i = from >= stable ? entries.size() : firstIndex(from); i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.offset() >= stable) {
        return null;
      }
      if (!entry.marker() && entry.isCommitted()) {
        return entry.record();
      }
    }
    return null;
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
    var kept = new ArrayDeque<Entry>();
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      boolean outdated = entry.marker() || !entry.isCommitted() || !seen.add(entry.record().key());
      if (entry.offset() >= stable || !outdated) {
        kept.addFirst(entry);
      }
    }
    entries.clear();
    entries.addAll(kept);
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
