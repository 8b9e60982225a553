package dev.mayfly.testkit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What tests ask of a broker, whichever it is. Every failure is an exception: here it means that
 * the test cannot go on.
 */
public record TestKafka(String bootstrapServers) {
  private static final Duration READ_DEADLINE = Duration.ofSeconds(30);

  /** With one replica, and the configs by Kafka's names ({@code cleanup.policy}, …). */
  public void createTopic(String name, int partitions, Map<String, String> configs) {
    createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)));
  }

  /** Returns when all of them exist. */
  public void createTopics(List<NewTopic> topics) {
    try (Admin admin = admin()) {
      admin.createTopics(topics).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Could not create " + topics + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while creating " + topics, e);
    }
  }

  /** The caller closes it. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Idempotent, with acks from all. The caller closes it. */
  public Producer<byte[], byte[]> producer() {
    return producer(Map.of());
  }

  /**
   * Ready for {@code beginTransaction()}; whoever had the id before is fenced. The caller closes
   * it.
   */
  public Producer<byte[], byte[]> transactionalProducer(String transactionalId) {
    Producer<byte[], byte[]> producer = producer(Map.of("transactional.id", transactionalId));
    producer.initTransactions();
    return producer;
  }

  private Producer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("bootstrap.servers", bootstrapServers);
    config.put("linger.ms", 0);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * What is committed in the topic now, in offset order within each partition. Records of and
   * behind an open transaction are not yet there.
   */
  public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return readTo(consumer, consumer.endOffsets(partitions));
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> readTo(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    long deadline = System.nanoTime() + READ_DEADLINE.toNanos();
    while (!ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "After %d s not all of %s was read; %d records were."
                .formatted(READ_DEADLINE.toSeconds(), ends, records.size()));
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        if (record.offset()
            < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
          records.add(record);
        }
      }
    }
    return records;
  }
}
