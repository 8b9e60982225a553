package dev.mayfly.bench;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another thread sees, a bounded time. */
public final class Waiting {
  private static final long LOOK_MILLIS = 5;

  private Waiting() {}

  /**
   * @return whether it came to be
   */
  public static boolean until(BooleanSupplier done, Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return true;
  }

  /**
   * @throws IllegalStateException when it did not
   */
  public static void require(String what, BooleanSupplier done, Duration longest)
      throws InterruptedException {
    if (!until(done, longest)) {
      throw new IllegalStateException(what + " did not come within " + longest.toSeconds() + " s");
    }
  }
}
