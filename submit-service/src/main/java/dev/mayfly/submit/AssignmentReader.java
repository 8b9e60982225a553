package dev.mayfly.submit;

import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.HeaderText;
import dev.mayfly.engine.kafka.KafkaConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Reads all assignments to their end, then lets the submitter act, then follows them. */
final class AssignmentReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AssignmentReader.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Reconciler reconciler;
  private final Runnable onEnd;
  private final Runnable onChange;
  private final Thread thread = new Thread(this::read, "assignments");
  private volatile boolean closed;

  /**
   * @param onEnd called once, when all that had been assigned at the start was read
   * @param onChange called after every change since
   */
  AssignmentReader(
      KafkaConnection connection,
      Topics topics,
      Reconciler reconciler,
      Runnable onEnd,
      Runnable onChange) {
    this.consumer = connection.consumer(Map.of("fetch.max.wait.ms", 100));
    this.partition = new TopicPartition(topics.assignments(), 0);
    this.reconciler = reconciler;
    this.onEnd = onEnd;
    this.onChange = onChange;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void read() {
    try (consumer) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end && !closed) {
        consumer.poll(POLL).forEach(this::take);
      }
      onEnd.run();
      while (!closed) {
        var changes = consumer.poll(POLL);
        changes.forEach(this::take);
        if (!changes.isEmpty()) {
          onChange.run();
        }
      }
    } catch (WakeupException e) {
      log.debug("reading assignments was stopped", e);
    } catch (RuntimeException e) {
      log.error("assignments cannot be read any more; the service ends and is started again", e);
      System.exit(1);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      reconciler.assign(key, null);
      return;
    }
    try {
      String value = new String(record.value(), StandardCharsets.UTF_8);
      BinaryMode.read(HeaderText.read(record.headers()), value)
          .filter(event -> event.is(Assignment.class))
          .ifPresent(event -> reconciler.assign(key, event.payload(Assignment.class)));
    } catch (JacksonException e) {
      log.error("assignment {} at offset {} cannot be read", key, record.offset(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
  }
}
