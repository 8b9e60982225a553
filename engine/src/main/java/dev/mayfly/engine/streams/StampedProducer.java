package dev.mayfly.engine.streams;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A producer that compares this host's clock with the broker's, which stamps what it takes, and
 * says how long commits take. A record is stamped after it was sent, so a stamp that is earlier
 * than the sending shows a clock that is ahead; no pause of this process can feign that.
 */
final class StampedProducer extends KafkaProducer<byte[], byte[]> {
  private final Predicate<String> stamped;
  private final Clock clock;
  private final ClockCheck check;
  private final CommitPace pace;

  /**
   * @param stamped whether the broker stamps the records of a topic
   */
  StampedProducer(
      Map<String, Object> config,
      Predicate<String> stamped,
      Clock clock,
      ClockCheck check,
      CommitPace pace) {
    super(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.stamped = stamped;
    this.clock = clock;
    this.check = check;
    this.pace = pace;
  }

  @Override
  public Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
    if (!stamped.test(record.topic())) {
      return super.send(record, callback);
    }
    long sent = clock.millis();
    return super.send(
        record,
        (metadata, failure) -> {
          if (failure == null && metadata.hasTimestamp()) {
            check.compare(sent, metadata.timestamp());
          }
          if (callback != null) {
            callback.onCompletion(metadata, failure);
          }
        });
  }

  /** With this Kafka Streams begins a commit. */
  @Override
  public void flush() {
    pace.begins();
    super.flush();
  }

  @Override
  public void commitTransaction() {
    super.commitTransaction();
    pace.ended();
  }
}
