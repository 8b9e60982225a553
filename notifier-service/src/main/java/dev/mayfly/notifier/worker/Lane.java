package dev.mayfly.notifier.worker;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The queue of one channel, with a thread of its own: a slow channel holds up only itself. */
final class Lane implements AutoCloseable {
  private static final int LONGEST = 1000;

  private final ThreadPoolExecutor executor;

  Lane(String channel) {
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LONGEST),
            task -> {
              var thread = new Thread(task, "notifier-" + channel);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * @return false when too much is waiting already, or the lane is closed
   */
  boolean offer(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Takes nothing more; what waits is still worked off. */
  @Override
  public void close() {
    executor.shutdown();
  }

  /** After {@link #close}: gives what runs that long, then interrupts it. */
  void await(Duration limit) throws InterruptedException {
    if (!executor.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      executor.shutdownNow();
    }
  }
}
