package dev.mayfly.engine.streams;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens when a sequencer cannot go on. */
@FunctionalInterface
public interface FatalExit {
  /** A failure that a restart may mend. */
  int RESTART = 70;

  /** A failure that needs a person: a restart ends the same way. */
  int OPERATOR = 78;

  /** Returns at once; called from a thread that must be free for the end to be reached. */
  void exit(int code, String reason);

  /**
   * Ends the process politely, and after 30 s in any case. The supervisor (systemd, Kubernetes,
   * standalone) starts it again.
   */
  static FatalExit ofProcess() {
    Logger log = LoggerFactory.getLogger(FatalExit.class);
    return (code, reason) -> {
      log.error("{}; this process exits with code {}", reason, code);
      daemon("exit", () -> System.exit(code));
      daemon(
          "halt",
          () -> {
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (System.nanoTime() < end) {
              LockSupport.parkNanos(end - System.nanoTime());
            }
            Runtime.getRuntime().halt(code);
          });
    };
  }

  private static void daemon(String name, Runnable work) {
    var thread = new Thread(work, "mayfly-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
