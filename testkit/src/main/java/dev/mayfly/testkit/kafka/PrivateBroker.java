package dev.mayfly.testkit.kafka;

import dev.mayfly.embedded.BrokerOptions;
import dev.mayfly.embedded.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A broker of one test's own, which it may kill and bring back on the same port with the same data.
 * Always a child JVM, never a container.
 */
public final class PrivateBroker implements AutoCloseable {
  private final Path dir;
  private final BrokerOptions options;
  private KafkaBroker broker;

  private PrivateBroker(Path dir, BrokerOptions options, KafkaBroker broker) {
    this.dir = dir;
    this.options = options;
    this.broker = broker;
  }

  public static PrivateBroker start() throws IOException {
    return start(Files.createTempDirectory("mayfly-private-kafka-"));
  }

  /**
   * @param dir takes all its data, and is deleted with it
   */
  public static PrivateBroker start(Path dir) throws IOException {
    BrokerOptions options = BrokerOptions.in(dir);
    KafkaBroker broker = KafkaBroker.start(options);
    String servers = broker.bootstrapServers();
    int port = Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1));
    return new PrivateBroker(dir, options.withPort(port), broker);
  }

  /** The same before and after a restart. */
  public TestKafka kafka() {
    return new TestKafka(broker.bootstrapServers());
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  public long pid() {
    return broker.pid();
  }

  public boolean isAlive() {
    return broker.alive();
  }

  /** As {@code kill -9}. Returns when the process is gone. */
  public void kill() throws IOException {
    broker.kill();
  }

  /** Politely. Returns when the process is gone. */
  public void stop() throws IOException {
    broker.close();
  }

  /**
   * Starts it again on the same port and data, and returns when it serves: about two seconds after
   * a stop, five after a kill.
   */
  public void restart() throws IOException {
    if (broker.alive()) {
      throw new IllegalStateException("The broker still runs; call kill() or stop() first.");
    }
    broker = KafkaBroker.start(options);
  }

  /** Kills it and deletes its data. */
  @Override
  public void close() throws IOException {
    broker.kill();
    Folders.delete(dir);
  }
}
