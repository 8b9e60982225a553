package dev.mayfly.submit;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every attempt again and again; one that takes long (logs being shipped) holds up no
 * other.
 */
final class SubmitLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SubmitLoop.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final Reconciler reconciler;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(r -> daemon(r, "submit-ticks"));
  private final ExecutorService looks =
      Executors.newCachedThreadPool(r -> daemon(r, "submit-look"));

  SubmitLoop(Reconciler reconciler) {
    this.reconciler = reconciler;
  }

  void start() {
    reconciler.findUnwanted();
    ticks.scheduleWithFixedDelay(this::tick, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** An assignment has changed: look now. */
  void wake() {
    ticks.execute(this::tick);
  }

  private void tick() {
    for (String key : reconciler.keys()) {
      if (busy.add(key)) {
        looks.execute(() -> look(key));
      }
    }
  }

  private void look(String key) {
    try {
      reconciler.look(key);
      busy.remove(key);
    } catch (RuntimeException e) {
      log.error(
          "looking at attempt {} failed; it is looked at again in {} s",
          key,
          AFTER_FAILURE.toSeconds(),
          e);
      ticks.schedule(() -> busy.remove(key), AFTER_FAILURE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static Thread daemon(Runnable r, String name) {
    Thread thread = new Thread(r, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    ticks.shutdownNow();
    looks.shutdown();
  }
}
