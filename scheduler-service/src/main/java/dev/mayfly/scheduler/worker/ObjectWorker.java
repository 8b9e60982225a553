package dev.mayfly.scheduler.worker;

import dev.mayfly.contracts.Json;
import dev.mayfly.scheduler.LookForObjects;
import dev.mayfly.scheduler.ObjectsFound;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs {@link LookForObjects} and says what it found. It returns at once, so that no look holds
 * a partition, and forgets what it cannot do: all of it is asked for again.
 */
public final class ObjectWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ObjectWorker.class);
  private static final int AT_ONCE = 4;
  private static final int MOST_IN_LINE = 10_000;

  /** A failure that has not come again for so long is over, or nobody waits any more. */
  private static final Duration TOLD_FOR = Duration.ofMinutes(1);

  private final ObjectLook look;
  private final Consumer<ObjectsFound> observations;
  private final Clock clock;
  private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor looks;
  private volatile @Nullable Failure last;

  private record Failure(Instant at, String why) {}

  /**
   * @param observations takes what was found, from any thread
   */
  public ObjectWorker(ObjectLook look, Consumer<ObjectsFound> observations, Clock clock) {
    this.look = look;
    this.observations = observations;
    this.clock = clock;
    var line = new LinkedBlockingQueue<Runnable>(MOST_IN_LINE);
    this.looks =
        new ThreadPoolExecutor(AT_ONCE, AT_ONCE, 10, TimeUnit.SECONDS, line, ObjectWorker::daemon);
    looks.allowCoreThreadTimeOut(true);
  }

  public void accept(List<byte[]> commands) {
    for (byte[] bytes : commands) {
      try {
        perform(Json.read(bytes, LookForObjects.class));
      } catch (RuntimeException e) {
        log.warn("a command cannot be read and is dropped: {}", e.getMessage());
      }
    }
  }

  /**
   * Whether the storage said lately what is there.
   *
   * @throws IOException when it did not, with the reason
   */
  public void check() throws IOException {
    Failure failure = last;
    if (failure != null && clock.instant().isBefore(failure.at().plus(TOLD_FOR))) {
      throw new IOException(failure.why());
    }
  }

  private void perform(LookForObjects command) {
    if (!inFlight.add(command.runId())) {
      return;
    }
    try {
      looks.execute(
          () -> {
            try {
              lookFor(command);
            } finally {
              inFlight.remove(command.runId());
            }
          });
    } catch (RejectedExecutionException e) {
      inFlight.remove(command.runId());
    }
  }

  private void lookFor(LookForObjects command) {
    if (clock.instant().isAfter(command.notAfter())) {
      return;
    }
    var found = new ArrayList<String>();
    try {
      for (String object : command.objects()) {
        if (look.isThere(object)) {
          found.add(object);
        }
      }
      last = null;
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
    if (!found.isEmpty()) {
      observations.accept(new ObjectsFound(command.runId(), found));
    }
  }

  private void failed(Exception e) {
    String why = String.valueOf(e.getMessage());
    if (last == null) {
      log.warn("{}; runs wait until it can be told", why);
    }
    last = new Failure(clock.instant(), why);
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "object-looks");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
