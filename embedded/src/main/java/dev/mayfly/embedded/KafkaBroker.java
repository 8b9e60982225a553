package dev.mayfly.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker and controller in a child JVM, with its data on disk. The same data directory may
 * be started again later, on the same or on another port.
 *
 * <p>With one replica the data survives the death of processes, not of the disk.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final Duration START_DEADLINE = Duration.ofSeconds(90);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);
  private static final int ATTEMPTS_ON_CHOSEN_PORTS = 3;

  private final Process process;
  private final String bootstrapServers;
  private final @Nullable ClassArchive archive;

  private KafkaBroker(Process process, String bootstrapServers, @Nullable ClassArchive archive) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
    this.archive = archive;
  }

  /**
   * Returns when clients can be served. A broker that still holds the data directory (because its
   * parent was killed a moment ago) is waited for.
   *
   * @throws IOException if the broker ended or was not ready within 90 seconds; the message quotes
   *     the end of its log, and no process is left
   */
  public static KafkaBroker start(BrokerOptions options) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Ports ports = Ports.choose(options.port(), options.controllerPort());
      try {
        return start(options, ports);
      } catch (PortTakenException e) {
        // Between the choice of a free port and the broker's bind, anybody may take it.
        if (!ports.chosenHere() || attempt == ATTEMPTS_ON_CHOSEN_PORTS) {
          throw e;
        }
      }
    }
  }

  private static KafkaBroker start(BrokerOptions options, Ports ports) throws IOException {
    Path config = BrokerConfig.write(options, ports);
    @Nullable ClassArchive archive =
        options.cacheDir() == null
            ? null
            : ClassArchive.of(options.cacheDir(), options.classPath());
    Process process = BrokerCommand.of(options, config, archive).start();
    KafkaBroker broker = new KafkaBroker(process, "127.0.0.1:" + ports.broker(), archive);
    boolean ready = false;
    try {
      BrokerReadiness.await(process, ports.broker(), options.logFile(), START_DEADLINE);
      ready = true;
      return broker;
    } finally {
      if (!ready) {
        broker.kill();
      }
    }
  }

  /** {@code host:port}, as Kafka clients want it. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Stops the broker politely; after 20 seconds it is killed. */
  @Override
  public void close() throws IOException {
    process.destroy();
    if (!endsWithin(STOP_DEADLINE)) {
      kill();
    } else if (archive != null) {
      archive.adopt();
    }
  }

  /** Ends the broker as {@code kill -9} does, and returns when it is gone. */
  public void kill() throws IOException {
    process.destroyForcibly();
    if (!endsWithin(STOP_DEADLINE)) {
      throw new IOException(
          "Kafka broker with pid %d is still there %d s after SIGKILL; it probably waits for its disk."
              .formatted(pid(), STOP_DEADLINE.toSeconds()));
    }
  }

  private boolean endsWithin(Duration deadline) throws InterruptedIOException {
    try {
      return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(
          "Interrupted while the Kafka broker with pid %d was ending; it was killed."
              .formatted(pid()));
    }
  }
}
