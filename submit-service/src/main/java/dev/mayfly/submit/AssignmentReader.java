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
import java.util.concurrent.TimeUnit;
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

  private static final Duration LONGEST_READ = Duration.ofSeconds(30);

  private final Consumer<byte[], byte[]> consumer;
  private final Consumer<byte[], byte[]> ends;
  private final TopicPartition partition;
  private final Reconciler reconciler;
  private final Runnable onEnd;
  private final Runnable onChange;
  private final Thread thread = new Thread(this::read, "assignments");
  private final Object moved = new Object();
  private long position;
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
    this.ends = connection.consumer(Map.of("isolation.level", "read_uncommitted"));
    this.partition = new TopicPartition(topics.assignments(), 0);
    this.reconciler = reconciler;
    this.onEnd = onEnd;
    this.onChange = onChange;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * Returns when everything has been taken over that was committed before the call. Not to be
   * called by the reader's own thread.
   *
   * @throws IllegalStateException when the end cannot be reached, as while a writer's transaction
   *     hangs
   */
  void readToEnd() {
    long end = end();
    long give = System.nanoTime() + LONGEST_READ.toNanos();
    synchronized (moved) {
      while (position < end) {
        long left = TimeUnit.NANOSECONDS.toMillis(give - System.nanoTime());
        if (left <= 0 || closed) {
          throw new IllegalStateException(
              "assignments are read to offset " + position + " only, and their end is " + end);
        }
        try {
          moved.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while assignments were read", e);
        }
      }
    }
  }

  /** Behind everything that was ever written, transactions that are still open among it. */
  private long end() {
    synchronized (ends) {
      return ends.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }
  }

  private void read() {
    try (consumer) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = end();
      while (consumer.position(partition) < end && !closed) {
        poll();
      }
      onEnd.run();
      while (!closed) {
        if (poll()) {
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

  private boolean poll() {
    var changes = consumer.poll(POLL);
    changes.forEach(this::take);
    synchronized (moved) {
      position = consumer.position(partition);
      moved.notifyAll();
    }
    return !changes.isEmpty();
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
    // Whoever asks for the end of a broker that is away would hold this up for a minute.
    ends.wakeup();
    synchronized (ends) {
      ends.close();
    }
  }
}
