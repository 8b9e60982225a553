package dev.mayfly.conformance.log;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.engine.kafka.TopicReader;
import dev.mayfly.engine.streams.Sequencer;
import dev.mayfly.engine.streams.Slot;
import dev.mayfly.testkit.kafka.KafkaFixture;
import dev.mayfly.testkit.log.FencedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.streams.KafkaStreams;
import org.awaitility.Awaitility;

/** A real broker, with Kafka Streams. */
final class BrokerLogUnderTest implements LogUnderTest {
  private final KafkaConnection connection = new KafkaConnection(KafkaFixture.bootstrapServers());
  private final Topics topics = new Topics(KafkaFixture.uniquePrefix().replace("-", ""));
  private final EventProducer producer = new EventProducer(connection);
  private final Admin admin = connection.admin();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Path dir;

  BrokerLogUnderTest() {
    try (var topicAdmin = new TopicAdmin(connection)) {
      topicAdmin.create(topics, 1);
      dir = Files.createDirectories(Path.of("target", "slots", topics.installation()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Topics topics() {
    return topics;
  }

  @Override
  public void send(String topic, String key, Map<String, String> headers, byte[] value) {
    producer.send(topic, key, headers, value).join();
  }

  @Override
  public Writer writer(String transactionalId) {
    var writer =
        new BrokerWriter(
            KafkaFixture.transactionalProducer(topics.installation() + transactionalId));
    opened.add(writer.producer);
    return writer;
  }

  private record BrokerWriter(Producer<byte[], byte[]> producer) implements Writer {
    @Override
    public void begin() {
      producer.beginTransaction();
    }

    @Override
    public void send(String topic, String key, byte[] value) {
      byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, keyBytes, value));
    }

    @Override
    public void flush() {
      producer.flush();
    }

    @Override
    public void position(String group, String topic, long next) {
      Map<String, Object> config = Map.of("group.id", group);
      try (Consumer<byte[], byte[]> member =
          new KafkaConnection(KafkaFixture.bootstrapServers()).consumer(config)) {
        producer.sendOffsetsToTransaction(
            Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(next)),
            member.groupMetadata());
      }
    }

    @Override
    public void commit() {
      try {
        producer.commitTransaction();
      } catch (ProducerFencedException | InvalidProducerEpochException e) {
        throw new FencedException(e.getMessage());
      } catch (KafkaException e) {
        if (e.getCause() instanceof InvalidProducerEpochException
            || e.getCause() instanceof ProducerFencedException) {
          throw new FencedException(e.getMessage());
        }
        throw e;
      }
    }

    @Override
    public void abort() {
      producer.abortTransaction();
    }
  }

  @Override
  public List<Input.Received> read(String topic) {
    var records = new ArrayList<Input.Received>();
    TopicReader.readAll(connection, List.of(topic), records::add);
    return records;
  }

  @Override
  public OptionalLong position(String group, String topic) {
    try {
      OffsetAndMetadata offset =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get()
              .get(new TopicPartition(topic, 0));
      return offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void trim(String topic, long before) {
    var records = Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before));
    try {
      admin.deleteRecords(records).all().get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Instance start(Decision decision) {
    try {
      var instance = new BrokerInstance(decision);
      opened.add(instance::stop);
      return instance;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class BrokerInstance implements Instance {
    private final Slot slot;
    private final Sequencer sequencer;
    private final KafkaStreams streams;
    private volatile boolean gaveUp;

    BrokerInstance(Decision decision) throws IOException {
      slot = Slot.claim(dir);
      sequencer =
          new Sequencer(
              connection,
              topics,
              Reads.of(topics, "scheduler"),
              decision,
              Clock.systemUTC(),
              slot,
              (code, reason) -> gaveUp = true);
      sequencer.prepare();
      streams = sequencer.streams();
      streams.start();
    }

    @Override
    public void stop() {
      streams.close(Duration.ofSeconds(10));
      sequencer.close();
      try {
        slot.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean gaveUp() {
      return gaveUp;
    }
  }

  @Override
  public void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(condition::getAsBoolean);
  }

  @Override
  public void passTime(Duration time) {
    Instant end = Instant.now().plus(time);
    await("time to pass", () -> Instant.now().isAfter(end));
  }

  @Override
  public void close() {
    for (AutoCloseable each : opened) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    producer.close();
    admin.close();
  }
}
