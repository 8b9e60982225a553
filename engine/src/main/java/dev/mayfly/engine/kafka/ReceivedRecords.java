package dev.mayfly.engine.kafka;

import dev.mayfly.engine.Input;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record of Kafka as an input. */
public final class ReceivedRecords {
  private ReceivedRecords() {}

  public static Input.Received of(Uuid topicId, ConsumerRecord<byte[], byte[]> record) {
    return of(
        topicId,
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.headers(),
        record.value());
  }

  public static Input.Received of(
      Uuid topicId,
      String topic,
      int partition,
      long offset,
      long timestamp,
      byte @Nullable [] key,
      Headers headers,
      byte @Nullable [] value) {
    return new Input.Received(
        topicId + "/" + partition + "/" + offset,
        topic,
        partition,
        offset,
        Instant.ofEpochMilli(timestamp),
        key == null ? null : new String(key, StandardCharsets.UTF_8),
        HeaderText.read(headers),
        value);
  }
}
