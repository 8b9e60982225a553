package dev.mayfly.cli.connection;

import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.HeaderText;
import dev.mayfly.engine.kafka.KafkaConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import tools.jackson.core.JacksonException;

/**
 * What the services say about runs, clusters and steps, as far as it is committed. Belongs to no
 * consumer group: any number may read.
 */
public final class RunFeed implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final Consumer<byte[], byte[]> consumer;

  private RunFeed(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** Everything that the topics still hold, and what follows. */
  public static RunFeed fromBeginning(String bootstrapServers, Topics topics) throws IOException {
    RunFeed feed = open(bootstrapServers, topics);
    feed.consumer.seekToBeginning(feed.consumer.assignment());
    return feed;
  }

  /** Only what is said from now on. */
  public static RunFeed fromNow(String bootstrapServers, Topics topics) throws IOException {
    RunFeed feed = open(bootstrapServers, topics);
    feed.consumer.seekToEnd(feed.consumer.assignment());
    // Positions are looked up lazily; "now" is now.
    feed.consumer.assignment().forEach(feed.consumer::position);
    return feed;
  }

  /** Waits for the next events; none after the time given. */
  public List<Event> poll(Duration timeout) throws IOException {
    try {
      return decode(consumer.poll(timeout));
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new IOException("Reading from Kafka failed: " + e.getMessage(), e);
    }
  }

  /** What is committed at the time of the call and was not read yet. */
  public List<Event> toEnd() throws IOException {
    var events = new ArrayList<Event>();
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new IOException("Kafka did not deliver all events within a minute; try again.");
      }
      events.addAll(poll(Duration.ofMillis(100)));
    }
    return events;
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
  }

  private static RunFeed open(String bootstrapServers, Topics topics) throws IOException {
    Consumer<byte[], byte[]> consumer =
        new KafkaConnection(bootstrapServers)
            .consumer(
                Map.of(
                    "allow.auto.create.topics",
                    false,
                    "fetch.max.wait.ms",
                    100,
                    "default.api.timeout.ms",
                    (int) PATIENCE.toMillis()));
    boolean opened = false;
    try {
      consumer.assign(partitions(consumer.listTopics(), topics));
      opened = true;
      return new RunFeed(consumer);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw Unreachable.broker(bootstrapServers, e);
    } finally {
      if (!opened) {
        consumer.close();
      }
    }
  }

  private static List<TopicPartition> partitions(
      Map<String, List<PartitionInfo>> existing, Topics topics) throws IOException {
    var partitions = new ArrayList<TopicPartition>();
    for (String topic :
        List.of(
            topics.runs(),
            topics.clusters(),
            topics.steps(),
            topics.heartbeats(),
            topics.notifications())) {
      List<PartitionInfo> found = existing.get(topic);
      if (found == null) {
        throw new IOException(
            "The topic "
                + topic
                + " does not exist; create the topics with `mayfly topics create`, or name another installation with --installation.");
      }
      found.forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
    }
    return partitions;
  }

  private static List<Event> decode(ConsumerRecords<byte[], byte[]> records) {
    var events = new ArrayList<Event>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      decode(record).ifPresent(events::add);
    }
    return events;
  }

  /** Empty for what this version does not know. */
  private static Optional<Event> decode(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      return BinaryMode.read(
              HeaderText.read(record.headers()), new String(record.value(), StandardCharsets.UTF_8))
          .flatMap(e -> EventTypes.classOf(e.type()).map(e::payload));
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
