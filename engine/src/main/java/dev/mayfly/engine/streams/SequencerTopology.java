package dev.mayfly.engine.streams;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.engine.Effects;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.RecordContext;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Inputs, one processor with one store, one sink. Every name is explicit: they name what is kept on
 * the broker, so a change of one loses the state.
 */
final class SequencerTopology {
  static final String STORE = "state";

  private static final Deserializer<byte[]> BYTES = new ByteArrayDeserializer();
  private static final Serializer<Effects.Outgoing> VALUE = (topic, record) -> record.value();

  /** A state value is as large as a record may be; the log of the store must take it. */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          "max.message.bytes",
          Integer.toString(4 << 20),
          "segment.bytes",
          Integer.toString(64 << 20),
          "segment.ms",
          "3600000",
          "min.cleanable.dirty.ratio",
          "0.2");

  private SequencerTopology() {}

  static void addTo(
      Topology topology,
      Reads reads,
      ProcessorSupplier<byte[], byte[], String, Effects.Outgoing> decide) {
    topology
        .addSource(
            AutoOffsetReset.none(),
            "promised",
            BYTES,
            BYTES,
            reads.promised().toArray(new String[0]))
        .addSource(
            AutoOffsetReset.earliest(), "hints", BYTES, BYTES, reads.hints().toArray(new String[0]))
        .addProcessor("decide", decide, "promised", "hints")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    HashedStore.supplier(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG),
            "decide")
        .addSink("publish", new OwnTopic(), new StringSerializer(), VALUE, "decide");
  }

  /** A record says itself where it goes. */
  private static final class OwnTopic implements TopicNameExtractor<String, Effects.Outgoing> {
    @Override
    public String extract(@Nullable String key, Effects.Outgoing record, RecordContext context) {
      return record.topic();
    }

    @Override
    public String toString() {
      return "the record's own";
    }
  }
}
