package dev.mayfly.engine.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The consumer of a stream thread, which also says how far the inputs have been handled. */
final class InputConsumer extends KafkaConsumer<byte[], byte[]> {
  private final Positions positions = new Positions();
  private final TopicIdentity identity;
  private long wakeBy = Long.MAX_VALUE;

  InputConsumer(Map<String, Object> config, TopicIdentity identity) {
    super(config, identity.listener(), new ByteArrayDeserializer());
    this.identity = identity;
  }

  Positions positions() {
    return positions;
  }

  /**
   * Whether everything before {@code end} has been handled, whatever came after it. The position
   * passes commit markers, which no record shows. Called on the stream thread.
   */
  boolean handledUpTo(TopicPartition partition, long end) {
    if (positions.passed(partition, end)) {
      return true;
    }
    try {
      return position(partition, Duration.ZERO) >= end && positions.allHandled(partition);
    } catch (KafkaException | IllegalStateException e) {
      // No position yet, or the partition is not ours at the moment: not handled, then.
      return false;
    }
  }

  /**
   * A poll that finds nothing ends by then.
   *
   * @param time in milliseconds of the epoch, by the clock that punctuations of Kafka Streams go by
   */
  void wakeBy(long time) {
    wakeBy = time;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    long left = Math.max(0, wakeBy - System.currentTimeMillis());
    ConsumerRecords<byte[], byte[]> records =
        super.poll(timeout.toMillis() <= left ? timeout : Duration.ofMillis(left));
    if (!records.isEmpty()) {
      identity.check();
    }
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> batch = records.records(partition);
      positions.fetched(partition, batch.get(batch.size() - 1).offset());
    }
    return records;
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    positions.moved(partition);
    super.seek(partition, offset);
  }

  @Override
  public void seek(TopicPartition partition, OffsetAndMetadata offset) {
    positions.moved(partition);
    super.seek(partition, offset);
  }

  @Override
  public void seekToBeginning(Collection<TopicPartition> partitions) {
    partitions.forEach(positions::moved);
    super.seekToBeginning(partitions);
  }

  @Override
  public void seekToEnd(Collection<TopicPartition> partitions) {
    partitions.forEach(positions::moved);
    super.seekToEnd(partitions);
  }
}
