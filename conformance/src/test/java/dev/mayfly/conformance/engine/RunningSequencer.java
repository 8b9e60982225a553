package dev.mayfly.conformance.engine;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.streams.Sequencer;
import dev.mayfly.engine.streams.Slot;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** A sequencer in this JVM. Where its process would end, it says so instead. */
final class RunningSequencer implements AutoCloseable {
  /** A third of what services have, so that tests need not wait as long. */
  private static final int TIMEOUT_MILLIS = 3_000;

  private final List<String> exits = new CopyOnWriteArrayList<>();
  private final Slot slot;
  private final Sequencer sequencer;
  private final KafkaStreams streams;

  RunningSequencer(TestInstallation installation, Decision decision, Clock clock)
      throws IOException {
    slot = Slot.claim(installation.dir());
    sequencer =
        new Sequencer(
            installation.connection(),
            installation.topics(),
            Reads.of(installation.topics(), "scheduler"),
            decision,
            clock,
            slot,
            (code, reason) -> exits.add(code + " " + reason));
    sequencer.prepare();
    var topology = new Topology();
    sequencer.addTo(topology);
    streams = new KafkaStreams(topology, shortened(sequencer.properties()), sequencer.clients());
    streams.setUncaughtExceptionHandler(sequencer.failures());
    streams.start();
  }

  static Properties shortened(Properties properties) {
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), TIMEOUT_MILLIS);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 500);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TIMEOUT_MILLIS);
    return properties;
  }

  /** Code and reason of each end; empty while it goes on. */
  List<String> exits() {
    return exits;
  }

  @Override
  public void close() throws IOException {
    streams.close(Duration.ofSeconds(20));
    sequencer.close();
    slot.close();
  }
}
