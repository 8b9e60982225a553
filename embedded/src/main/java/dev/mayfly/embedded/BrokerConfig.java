package dev.mayfly.embedded;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The broker's settings: one replica of everything, little memory, little disk, no waiting. */
final class BrokerConfig {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final int MIB = 1024 * 1024;

  private BrokerConfig() {}

  /** Writes {@code broker.properties} into the data directory. */
  static Path write(BrokerOptions options, Ports ports) throws IOException {
    Files.createDirectories(options.dataDir());
    Path logDir = options.logFile().getParent();
    if (logDir != null) {
      Files.createDirectories(logDir);
    }
    Path file = options.dataDir().resolve("broker.properties");
    try (Writer out = Files.newBufferedWriter(file)) {
      properties(options, ports).store(out, "Written at every start; changes made here are lost.");
    }
    return file;
  }

  static Properties properties(BrokerOptions options, Ports ports) {
    Properties p = new Properties();
    identity(p, options, ports);
    topics(p);
    disk(p);
    latency(p);
    memory(p);
    p.putAll(options.config());
    return p;
  }

  private static void identity(Properties p, BrokerOptions options, Ports ports) {
    set(p, "process.roles", "broker,controller");
    set(p, "node.id", NODE_ID);
    set(
        p,
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d"
            .formatted(ports.broker(), CONTROLLER_LISTENER, ports.controller()));
    set(p, "advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports.broker());
    set(p, "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    set(p, "controller.listener.names", CONTROLLER_LISTENER);
    set(p, "controller.quorum.voters", NODE_ID + "@127.0.0.1:" + ports.controller());
    set(p, "log.dirs", options.dataDir().resolve("log"));
  }

  private static void topics(Properties p) {
    // Topics come from the catalogue; a name that is misspelt must fail rather than make a topic.
    set(p, "auto.create.topics.enable", false);
    set(p, "num.partitions", 1);
    set(p, "default.replication.factor", 1);
    set(p, "min.insync.replicas", 1);
    set(p, "offsets.topic.num.partitions", 4);
    set(p, "offsets.topic.replication.factor", 1);
    set(p, "transaction.state.log.num.partitions", 4);
    set(p, "transaction.state.log.replication.factor", 1);
    set(p, "transaction.state.log.min.isr", 1);
    set(p, "share.coordinator.state.topic.num.partitions", 1);
    set(p, "share.coordinator.state.topic.replication.factor", 1);
    set(p, "share.coordinator.state.topic.min.isr", 1);
    // Decisions take their time from the log, so no client's clock may get into it.
    set(p, "log.message.timestamp.type", "LogAppendTime");
  }

  private static void disk(Properties p) {
    set(p, "log.segment.bytes", 16 * MIB);
    set(p, "offsets.topic.segment.bytes", 4 * MIB);
    set(p, "transaction.state.log.segment.bytes", 4 * MIB);
    set(p, "share.coordinator.state.topic.segment.bytes", 4 * MIB);
    set(p, "metadata.log.segment.bytes", 8 * MIB);
    set(p, "metadata.max.retention.bytes", 16 * MIB);
    set(p, "metadata.log.max.record.bytes.between.snapshots", 4 * MIB);
    set(p, "log.index.size.max.bytes", MIB);
    set(p, "log.retention.check.interval.ms", 60_000);
    set(p, "log.segment.delete.delay.ms", 10_000);
  }

  private static void latency(Properties p) {
    set(p, "add.partitions.to.txn.retry.backoff.ms", 1);
    set(p, "group.initial.rebalance.delay.ms", 0);
    set(p, "group.min.session.timeout.ms", 500);
    set(p, "group.consumer.min.session.timeout.ms", 1_000);
    set(p, "group.consumer.min.heartbeat.interval.ms", 200);
    // A killed producer's transaction is aborted one second after its own timeout at the latest.
    set(p, "transaction.abort.timed.out.transaction.cleanup.interval.ms", 1_000);
    set(p, "transaction.max.timeout.ms", 900_000);
    // After a kill -9 the controller lets the broker in again when its former session has expired:
    // 5 s instead of 11.
    set(p, "broker.session.timeout.ms", 3_000);
    set(p, "broker.heartbeat.interval.ms", 500);
  }

  private static void memory(Properties p) {
    set(p, "num.network.threads", 2);
    set(p, "num.io.threads", 4);
    set(p, "background.threads", 2);
    // Taken whole at start; the default of 128 MiB would be a third of the heap.
    set(p, "log.cleaner.dedupe.buffer.size", 8 * MIB);
  }

  private static void set(Properties p, String key, Object value) {
    p.setProperty(key, value.toString());
  }
}
