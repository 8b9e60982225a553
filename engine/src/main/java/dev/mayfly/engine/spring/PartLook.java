package dev.mayfly.engine.spring;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks at a part without waiting for one that hangs; such a part is looked at by one thread. */
final class PartLook {
  private final HealthPart part;
  private @Nullable Future<?> under;

  PartLook(HealthPart part) {
    this.part = part;
  }

  String name() {
    return part.name();
  }

  /** Does nothing while an earlier look has not ended. */
  synchronized Future<?> begin(ExecutorService threads) {
    Future<?> look = under;
    if (look == null || look.isDone()) {
      look =
          threads.submit(
              () -> {
                part.check().check();
                return null;
              });
      under = look;
    }
    return look;
  }

  /**
   * @param deadline in nanoseconds of {@link System#nanoTime}
   * @return why it is down; null when it is up
   */
  static @Nullable String whyDown(Future<?> look, long deadline) {
    try {
      look.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return null;
    } catch (ExecutionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      return why.getMessage() == null ? why.toString() : why.getMessage();
    } catch (TimeoutException e) {
      return "it did not answer in time";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the service is stopping";
    }
  }
}
