package dev.mayfly.bench.schedules;

import java.lang.management.ManagementFactory;

/** What this JVM keeps. */
final class Heap {
  private Heap() {}

  /** After a collection, in bytes. */
  static long kept() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  static String each(long before, long after, int count) {
    return "%.0f bytes each, %d MiB in all"
        .formatted((after - before) / (double) count, (after - before) >> 20);
  }
}
