package dev.mayfly.submit;

import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.HeaderText;
import dev.mayfly.submit.storage.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.core.JacksonException;

/**
 * Keeps every {@link RunCompleted} as the object {@code history/<day, UTC>/<runId>.json}, so that
 * what became of a run outlives the topic's retention. The submitters of an installation share the
 * work as one consumer group; written again, an object stays the same.
 */
final class RunHistory implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(RunHistory.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final long MILLIS_OF_A_DAY = Duration.ofDays(1).toMillis();

  private final Consumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final ObjectStore store;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow, "run-history");
  private boolean behind;

  /**
   * @param consumer of a group; closed when this is stopped
   */
  RunHistory(Consumer<byte[], byte[]> consumer, Topics topics, ObjectStore store) {
    this.consumer = consumer;
    this.topics = topics;
    this.store = store;
    thread.setDaemon(true);
  }

  /** The consumer group of an installation. */
  static String group(Topics topics) {
    return topics.installation() + "-history";
  }

  @Override
  public void start() {
    thread.start();
  }

  private void follow() {
    try (consumer) {
      consumer.subscribe(List.of(topics.runs()));
      do {
        turn();
      } while (!closed.await(behind ? AFTER_FAILURE.toMillis() : 0, TimeUnit.MILLISECONDS));
    } catch (WakeupException e) {
      log.debug("keeping history was stopped", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keeps what is new. The first that cannot be kept comes again, and all after it. */
  void turn() {
    try {
      var records = consumer.poll(POLL);
      for (var record : records) {
        try {
          keep(record);
        } catch (IOException e) {
          consumer.seek(new TopicPartition(record.topic(), record.partition()), record.offset());
          throw e;
        }
      }
      if (!records.isEmpty()) {
        consumer.commitSync();
      }
      behind = false;
    } catch (WakeupException e) {
      throw e;
    } catch (IOException | KafkaException e) {
      if (!behind) {
        log.warn("what became of runs is kept in the object storage later: {}", e.getMessage());
      }
      behind = true;
    }
  }

  private void keep(ConsumerRecord<byte[], byte[]> record) throws IOException {
    Optional<String> run = completed(record);
    if (run.isPresent()) {
      LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(record.timestamp(), MILLIS_OF_A_DAY));
      store.putPassing("history/" + day + "/" + run.get() + ".json", record.value());
    }
  }

  private static Optional<String> completed(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      String value = new String(record.value(), StandardCharsets.UTF_8);
      return BinaryMode.read(HeaderText.read(record.headers()), value)
          .filter(event -> event.is(RunCompleted.class))
          .map(event -> event.payload(RunCompleted.class).runId());
    } catch (JacksonException e) {
      log.error("what is at offset {} of {} cannot be read", record.offset(), record.topic(), e);
      return Optional.empty();
    }
  }

  @Override
  public void stop() {
    closed.countDown();
    consumer.wakeup();
  }

  @Override
  public boolean isRunning() {
    return thread.isAlive();
  }
}
