package dev.mayfly.engine.spring;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import java.util.List;

/**
 * What the service's decision reads, as a bean of the service.
 *
 * @param service as {@code scheduler}
 * @param promised topics whose offsets must never be missing
 * @param hints topics that are read from the earliest record when offsets are missing
 */
public record SequencerInputs(String service, List<String> promised, List<String> hints) {

  /** As the catalogue has it. */
  public static SequencerInputs of(Topics topics, String service) {
    Reads reads = Reads.of(topics, service);
    return new SequencerInputs(service, reads.promised(), reads.hints());
  }

  Reads reads() {
    return new Reads(service, promised, hints);
  }
}
