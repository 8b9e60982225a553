package dev.mayfly.engine.streams;

import dev.mayfly.engine.kafka.KafkaConnection;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Kafka Streams, tuned for one request at a time rather than for bulk. When it commits is up to
 * {@link CommitPace}; the interval is left as it is.
 */
final class StreamsSettings {
  private static final int LINGER_MILLIS = 20;
  private static final int BATCH_BYTES = 512 << 10;

  /** Shorter than the group's session: a process that is given up has no open transaction left. */
  private static final int TRANSACTION_MILLIS = 10_000;

  private static final int SESSION_MILLIS = 10_000;
  private static final int HEARTBEAT_MILLIS = 3_000;

  /** A broker that is away for less is waited for; the supervisor's restarts would not help. */
  private static final long OUTAGE_MILLIS = 15 * 60_000;

  private StreamsSettings() {}

  static Properties of(KafkaConnection connection, String group, Slot slot) {
    var p = new Properties();
    p.putAll(connection.config());
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.STATE_DIR_CONFIG, slot.dir().resolve("streams").toString());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    p.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, OUTAGE_MILLIS);
    consumer(p, slot);
    producer(p);
    return p;
  }

  private static void consumer(Properties p, Slot slot) {
    main(p, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, slot.instanceId());
    main(p, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    main(p, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
  }

  private static void producer(Properties p) {
    // A commit sends at once what is left; until then, many go in one request (decision 15).
    producer(p, ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    producer(p, ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    producer(p, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    producer(p, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaConnection.MOST_REQUEST_BYTES);
    // The markers of one transaction are still being written when the next begins; the broker then
    // asks the producer to try again.
    producer(p, ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 2);
  }

  private static void main(Properties p, String name, Object value) {
    p.put(StreamsConfig.mainConsumerPrefix(name), value);
  }

  private static void producer(Properties p, String name, Object value) {
    p.put(StreamsConfig.producerPrefix(name), value);
  }
}
