package dev.mayfly.engine.kafka;

import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Writes events outside a decision: what workers and submitters saw. A record may be written twice
 * when a sender tries again after a failure it cannot judge; its readers know it by the event's id.
 */
public final class EventProducer implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;

  public EventProducer(KafkaConnection connection) {
    this(connection.producer(Map.of()));
  }

  EventProducer(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * @param eventId unique together with {@code source}; the same for a repeat
   * @param subject the run, cluster or profile it is about
   * @return done when all replicas have it; failed when the broker refused it or did not take it
   *     within two minutes
   */
  public CompletableFuture<RecordMetadata> send(
      String topic,
      String key,
      String eventId,
      String source,
      @Nullable String subject,
      Instant time,
      @Nullable String traceparent,
      Object payload) {
    return send(topic, key, CloudEvent.of(eventId, source, time, subject, traceparent, payload));
  }

  public CompletableFuture<RecordMetadata> send(String topic, String key, CloudEvent event) {
    byte[] value = event.data().getBytes(StandardCharsets.UTF_8);
    return send(topic, key, BinaryMode.headers(event), value);
  }

  /** Takes back what a compacted topic holds under the key. */
  public CompletableFuture<RecordMetadata> sendTombstone(String topic, String key) {
    return send(topic, key, Map.of(), null);
  }

  public CompletableFuture<RecordMetadata> send(
      String topic, @Nullable String key, Map<String, String> headers, byte @Nullable [] value) {
    var sent = new CompletableFuture<RecordMetadata>();
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    var record =
        new ProducerRecord<>(topic, null, null, keyBytes, value, HeaderText.write(headers));
    try {
      producer.send(
          record,
          (metadata, failure) -> {
            if (failure == null) {
              sent.complete(metadata);
            } else {
              sent.completeExceptionally(failure);
            }
          });
    } catch (RuntimeException e) {
      sent.completeExceptionally(e);
    }
    return sent;
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    producer.close();
  }
}
