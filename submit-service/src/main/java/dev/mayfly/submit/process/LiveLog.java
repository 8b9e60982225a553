package dev.mayfly.submit.process;

import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.process.GuardedProcess;
import dev.mayfly.process.Output;
import dev.mayfly.process.State;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The growing log of one driver. */
final class LiveLog {
  private static final Logger log = LoggerFactory.getLogger(LiveLog.class);

  /** For each MiB that a stream has come to: so no driver costs more than half a MiB a second. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

  private final DriverRef ref;
  private final DriverFolder folder;
  private final ObjectStore store;
  private final Map<Path, Long> shipped = new HashMap<>();
  private Instant next = Instant.MIN;
  private boolean failed;
  private volatile boolean ended;

  LiveLog(DriverRef ref, DriverFolder folder, ObjectStore store) {
    this.ref = ref;
    this.folder = folder;
    this.store = store;
  }

  /**
   * Puts what has grown, unless it is too early for that.
   *
   * @return false when the driver has ended
   */
  synchronized boolean ship(Instant now) {
    if (ended || now.isBefore(next)) {
      return !ended;
    }
    long bytes = 0;
    try {
      GuardedProcess process = folder.process();
      if (!(process.state() instanceof State.Running)) {
        return false;
      }
      for (Output output : List.of(process.stdout(), process.stderr())) {
        bytes += ship(output.files());
      }
      next = now.plus(PAUSE.multipliedBy(1 + (bytes >> 20)));
    } catch (IOException | RuntimeException e) {
      if (!failed) {
        log.warn(
            "what driver {} writes cannot be followed now; its log is shipped when it ends",
            ref,
            e);
      }
      failed = true;
      next = now.plus(AFTER_FAILURE);
    }
    return true;
  }

  void end() {
    ended = true;
    // Whoever is at it has done.
    synchronized (this) {
      shipped.clear();
    }
  }

  /** How many bytes were put. */
  private long ship(List<Path> files) throws IOException {
    if (files.isEmpty() || ended) {
      return 0;
    }
    // The others change places as they grow.
    Path beginning = files.get(0);
    if (Files.size(beginning) == shipped.getOrDefault(beginning, 0L)) {
      return 0;
    }
    byte[] content = Files.readAllBytes(beginning);
    store.putPassing(
        StepResult.logs(ref.runId(), ref.attempt(), ref.step()) + beginning.getFileName(), content);
    shipped.put(beginning, (long) content.length);
    return content.length;
  }
}
