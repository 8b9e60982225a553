package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Effects;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class SequencerTopologyTest {

  /** A name that changes here loses the state of every installation: write a migration first. */
  @Test
  void theNamesOfTheTopologyStayAsReleased() {
    var topology = new Topology();
    Reads reads = Reads.of(new Topics("mayfly"), "notifier");

    SequencerTopology.addTo(topology, reads, SequencerTopologyTest::nothing);

    assertThat(topology.describe().toString())
        .isEqualToNormalizingNewlines(
            """
            Topologies:
               Sub-topology: 0
                Source: hints (topics: [mayfly.notifier.observations])
                  --> decide
                Source: promised (topics: [mayfly.runs])
                  --> decide
                Processor: decide (stores: [state])
                  --> publish
                  <-- promised, hints
                Sink: publish (extractor class: the record's own)
                  <-- decide

            """);
  }

  private static Processor<byte[], byte[], String, Effects.Outgoing> nothing() {
    return new Processor<>() {
      @Override
      public void process(Record<byte[], byte[]> record) {}
    };
  }
}
