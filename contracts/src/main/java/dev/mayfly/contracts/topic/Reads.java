package dev.mayfly.contracts.topic;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the decisions of one service read.
 *
 * @param service as {@code scheduler}
 * @param promised topics on which a promise stands: when an offset of theirs is missing the service
 *     stops rather than skips
 * @param hints topics whose loss costs nothing but time: read from the earliest record when an
 *     offset is missing
 */
public record Reads(String service, List<String> promised, List<String> hints) {
  public Reads {
    promised = List.copyOf(promised);
    hints = List.copyOf(hints);
  }

  /**
   * @param service one of {@link Topics#SEQUENCERS}
   */
  public static Reads of(Topics topics, String service) {
    return switch (service) {
      case "scheduler" ->
          new Reads(
              service,
              List.of(
                  topics.requests(),
                  topics.profiles(),
                  topics.clusters(),
                  topics.steps(),
                  topics.jobs()),
              List.of(topics.heartbeats(), topics.observations(service)));
      case "cluster" ->
          new Reads(
              service,
              List.of(topics.runs(), topics.steps()),
              List.of(topics.submitters(), topics.observations(service)));
      case "notifier" ->
          new Reads(service, List.of(topics.runs()), List.of(topics.observations(service)));
      default -> throw new IllegalArgumentException("'" + service + "' decides nothing");
    };
  }

  public static List<Reads> all(Topics topics) {
    return Topics.SEQUENCERS.stream().map(s -> of(topics, s)).toList();
  }

  public List<String> topics() {
    return Stream.concat(promised.stream(), hints.stream()).toList();
  }

  /** The consumer group under which the service's positions are kept. */
  public String group(Topics topics) {
    return topics.installation() + "-" + service;
  }
}
