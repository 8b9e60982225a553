package dev.mayfly.standalone;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does what must be done in the end exactly once: be it that the command has come to its end, or
 * that Ctrl-C, TERM or a failed service cuts it short. Then the command's thread is interrupted,
 * and is to call {@link #end} as it would otherwise; only if it hangs, the work is done without it.
 */
final class Ending {
  private static final long UNTIL_BEGUN_SECONDS = 20;
  private static final long UNTIL_DONE_SECONDS = 90;

  private final Runnable work;
  private final Thread command = Thread.currentThread();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch beginning = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean cutShort;

  /** To be made by the command's thread. */
  Ending(Runnable work) {
    this.work = work;
  }

  void onShutdown() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::cutShort, "mayfly-ending"));
  }

  /** Somebody else than the command decided that it ends. */
  boolean isCutShort() {
    return cutShort;
  }

  void end() {
    if (begun.compareAndSet(false, true)) {
      beginning.countDown();
      // What is to be done now needs patience too.
      boolean interrupted = Thread.interrupted();
      try {
        work.run();
      } finally {
        done.countDown();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private void cutShort() {
    if (begun.get() && done.getCount() == 0) {
      return;
    }
    cutShort = true;
    try {
      if (!begun.get()) {
        command.interrupt();
        if (!beginning.await(UNTIL_BEGUN_SECONDS, TimeUnit.SECONDS)) {
          end();
        }
      }
      done.await(UNTIL_DONE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
