package dev.mayfly.engine.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where the broker is and how to talk to it.
 *
 * @param properties given to every client as they are: security, mostly
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {
  /** A record of Mayfly's own topics may hold 2 MiB; a request holds more than one. */
  public static final int MOST_REQUEST_BYTES = 4 << 20;

  public KafkaConnection {
    properties = Map.copyOf(properties);
  }

  public KafkaConnection(String bootstrapServers) {
    this(bootstrapServers, Map.of());
  }

  /** What every client has in common; a new map. */
  public Map<String, Object> config() {
    var config = new HashMap<String, Object>();
    config.put("reconnect.backoff.ms", 50);
    config.put("reconnect.backoff.max.ms", 500);
    config.put("enable.metrics.push", false);
    config.putAll(properties);
    config.put("bootstrap.servers", bootstrapServers);
    return config;
  }

  /** The caller closes it. */
  public Admin admin() {
    return Admin.create(config());
  }

  /**
   * Idempotent, acknowledged by all replicas. The caller closes it.
   *
   * @param more settings beyond the common ones, which they override
   */
  public Producer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = config();
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("linger.ms", 0);
    config.put("max.request.size", MOST_REQUEST_BYTES);
    config.putAll(more);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Sees only what is committed. The caller closes it.
   *
   * @param more settings beyond the common ones, which they override
   */
  public Consumer<byte[], byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> config = config();
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.putAll(more);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
