package dev.mayfly.engine.kafka;

import dev.mayfly.engine.Input;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics from their beginning, to the ends that were seen at the start, and on from there.
 * Every reader sees every record; nothing is kept of how far it came.
 */
public final class TopicReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Uuid> topicIds;
  private final java.util.function.Consumer<Input.Received> onRecord;
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;

  private TopicReader(
      KafkaConnection connection,
      Collection<String> topics,
      java.util.function.Consumer<Input.Received> onRecord) {
    try (var admin = new TopicAdmin(connection)) {
      this.topicIds = admin.topicIds(topics);
    }
    this.consumer = connection.consumer(Map.of("fetch.max.wait.ms", 200));
    this.onRecord = onRecord;
  }

  /**
   * @param onRecord called on one thread of the reader's own; when it throws the reader ends, and
   *     {@link #ended} says why
   * @throws KafkaException when a topic is missing or the broker does not answer
   */
  public static TopicReader follow(
      KafkaConnection connection,
      Collection<String> topics,
      java.util.function.Consumer<Input.Received> onRecord) {
    var reader = new TopicReader(connection, topics, onRecord);
    var thread = new Thread(reader::run, "reader-" + String.join(",", topics));
    thread.setDaemon(true);
    thread.start();
    return reader;
  }

  /**
   * Reads to the ends that were seen at the start and no further, on the caller's thread.
   *
   * @throws KafkaException when a topic is missing or the broker does not answer
   */
  public static void readAll(
      KafkaConnection connection,
      Collection<String> topics,
      java.util.function.Consumer<Input.Received> onRecord) {
    var reader = new TopicReader(connection, topics, onRecord);
    try (reader.consumer) {
      reader.read(true);
    }
  }

  /** Done when all that was there at the start has been handed over. */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp.copy();
  }

  /** Done after {@link #close}; failed when reading or the handling of a record failed. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /** Returns when no record is handed over any more, or after five seconds. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      ended.handle((done, failure) -> closed).get(5, TimeUnit.SECONDS);
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      log.warn("the reader of {} is still busy with a record", topicIds.keySet());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      read(false);
      end(null);
    } catch (WakeupException | InterruptException e) {
      end(null);
    } catch (RuntimeException | Error e) {
      log.error("reading {} ended", topicIds.keySet(), e);
      end(e);
    }
  }

  /** Who sees that it ended sees also whether it had caught up. */
  private void end(@Nullable Throwable failure) {
    caughtUp.completeExceptionally(
        new KafkaException("the reader ended before it caught up", failure));
    if (failure == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(failure);
    }
  }

  private void read(boolean toTheEndOnly) {
    List<TopicPartition> partitions =
        topicIds.keySet().stream()
            .flatMap(t -> consumer.partitionsFor(t).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> missing = new HashMap<>(consumer.endOffsets(partitions));
    while (!closed) {
      missing.entrySet().removeIf(e -> consumer.position(e.getKey()) >= e.getValue());
      if (missing.isEmpty()) {
        caughtUp.complete(null);
        if (toTheEndOnly) {
          return;
        }
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Uuid id = topicIds.getOrDefault(record.topic(), Uuid.ZERO_UUID);
        onRecord.accept(ReceivedRecords.of(id, record));
      }
    }
  }
}
