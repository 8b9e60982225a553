package dev.mayfly.submit.process;

import dev.mayfly.process.Output;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.storage.ObjectStore;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings what drivers write to where their logs will be, while they write it: the beginning of each
 * stream, up to the cap of {@link Output}, again and again whole, so that nothing need be
 * remembered and the last version is simply the log. Nobody waits for it.
 */
final class LiveLogs implements AutoCloseable {
  private static final long BETWEEN_PASSES_MS = 1000;

  private final ObjectStore store;
  private final Clock clock;
  private final Map<DriverRef, LiveLog> live = new ConcurrentHashMap<>();
  private @Nullable ScheduledExecutorService passes;

  LiveLogs(ObjectStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** A driver was seen running. */
  void follow(DriverRef ref, DriverFolder folder) {
    if (live.putIfAbsent(ref, new LiveLog(ref, folder, store)) == null) {
      startPasses();
    }
  }

  /**
   * Once this has returned, nothing older can replace what is put now. Takes a few seconds at most.
   */
  void leave(DriverRef ref) {
    LiveLog log = live.remove(ref);
    if (log != null) {
      log.end();
    }
  }

  void pass() {
    live.forEach(
        (ref, log) -> {
          if (!log.ship(clock.instant())) {
            live.remove(ref);
          }
        });
  }

  @Override
  public synchronized void close() {
    if (passes != null) {
      passes.shutdownNow();
    }
  }

  private synchronized void startPasses() {
    if (passes == null) {
      passes =
          Executors.newSingleThreadScheduledExecutor(
              r -> {
                Thread thread = new Thread(r, "live-logs");
                thread.setDaemon(true);
                return thread;
              });
      passes.scheduleWithFixedDelay(
          this::pass, BETWEEN_PASSES_MS, BETWEEN_PASSES_MS, TimeUnit.MILLISECONDS);
    }
  }
}
