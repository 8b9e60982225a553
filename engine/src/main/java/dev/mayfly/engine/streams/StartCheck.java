package dev.mayfly.engine.streams;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.engine.kafka.TopicProblem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;

/** What must hold before the first decision. */
final class StartCheck {
  private StartCheck() {}

  static Map<String, Uuid> topicIds(KafkaConnection connection, Topics topics, Reads reads) {
    try (var admin = new TopicAdmin(connection)) {
      List<TopicProblem> problems = admin.check(topics);
      if (!problems.isEmpty()) {
        throw new IllegalStateException(text(reads, problems));
      }
      return admin.topicIds(reads.topics());
    } catch (KafkaException e) {
      // Without its cause: the sentence is all that a person needs.
      throw new IllegalStateException(
          reads.service()
              + "-service does not start, because the topics at "
              + connection.bootstrapServers()
              + " cannot be read: "
              + e.getMessage()
              + ". See that the broker runs there and that spring.kafka.* says so; a supervisor"
              + " starts the service again until it does");
    }
  }

  private static String text(Reads reads, List<TopicProblem> problems) {
    String missing =
        problems.stream()
            .map(p -> "  " + p.topic() + " " + p.what())
            .collect(Collectors.joining("\n"));
    String mend =
        problems.stream().map(p -> "  " + p.mend()).distinct().collect(Collectors.joining("\n"));
    return reads.service()
        + "-service does not start, because topics are not as its promises need them:\n"
        + missing
        + "\nThis puts it right:\n"
        + mend;
  }
}
