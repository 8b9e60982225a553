package dev.mayfly.cli.connection;

import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.UnreadableRecordException;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The runs that have ended in the last 14 days, as {@code <installation>.runs} has them. */
public final class CompletedRuns {
  private static final Map<String, String> SOON =
      Map.of("default.api.timeout.ms", "8000", "request.timeout.ms", "8000");

  private CompletedRuns() {}

  /** Hands over each, the oldest first. */
  public static void read(String bootstrapServers, Topics topics, Consumer<RunCompleted> onRun)
      throws IOException {
    try {
      TopicReader.readAll(
          new KafkaConnection(bootstrapServers, SOON),
          List.of(topics.runs()),
          record -> run(record).ifPresent(onRun));
    } catch (UnknownTopicOrPartitionException e) {
      throw Unreachable.topic(topics.runs(), e);
    } catch (KafkaException e) {
      throw Unreachable.broker(bootstrapServers, e);
    }
  }

  private static Optional<RunCompleted> run(Input.Received record) {
    try {
      return record.event().filter(RunCompleted.class::isInstance).map(RunCompleted.class::cast);
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }
}
