package dev.mayfly.engine.streams;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/** Gives Kafka Streams its clients, and the processor a look at them. */
final class SequencerClients extends DefaultKafkaClientSupplier {
  private final String transactionalId;
  private final Predicate<String> stamped;
  private final Clock clock;
  private final ClockCheck check;
  private final TopicIdentity identity;
  private final CommitPace pace;
  private volatile @Nullable InputConsumer inputs;

  SequencerClients(
      String transactionalId,
      Predicate<String> stamped,
      Clock clock,
      ClockCheck check,
      TopicIdentity identity) {
    this.transactionalId = transactionalId;
    this.stamped = stamped;
    this.clock = clock;
    this.check = check;
    this.identity = identity;
    this.pace = new CommitPace(clock);
  }

  CommitPace pace() {
    return pace;
  }

  /** The consumer of the one stream thread. */
  InputConsumer inputs() {
    return Objects.requireNonNull(inputs, "no stream thread has been started");
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    var consumer = new InputConsumer(config, identity);
    inputs = consumer;
    return consumer;
  }

  /**
   * Under an id that stays the same over restarts of a slot: whoever starts ends at once the
   * transaction that its predecessor left open, which would hold up all readers for its time-out.
   */
  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    var own = new HashMap<>(config);
    own.put("transactional.id", transactionalId);
    return new StampedProducer(own, stamped, clock, check, pace);
  }
}
