package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.engine.kafka.TopicProblem;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "topics", description = "The topics of an installation.")
final class TopicsCommand {

  @Command(
      name = "create",
      description =
          "Creates the topics that are missing, and installs the services' positions in them.")
  int create(
      @Mixin ConnectionOptions connection,
      @Option(
              names = "--replication",
              paramLabel = "N",
              defaultValue = "1",
              description = "Copies of each record; 3 in production. Default: ${DEFAULT-VALUE}.")
          int replication)
      throws IOException {
    Topics topics = connection.topics();
    try (var admin = admin(connection)) {
      List<String> made = admin.create(topics, replication);
      made.forEach(t -> System.out.println("created " + t));
      System.out.println(
          made.size()
              + " topics created, "
              + (topics.all().size() - made.size())
              + " there already");
      return report(admin.check(topics));
    } catch (KafkaException e) {
      throw unreachable(connection, e);
    }
  }

  @Command(
      name = "check",
      description =
          "Tells where topics differ from what the services need, and what mends it. Exit code 1 if any does.")
  int check(@Mixin ConnectionOptions connection) throws IOException {
    try (var admin = admin(connection)) {
      List<TopicProblem> problems = admin.check(connection.topics());
      if (problems.isEmpty()) {
        System.out.println(connection.topics().all().size() + " topics, all as they should be");
      }
      return report(problems);
    } catch (KafkaException e) {
      throw unreachable(connection, e);
    }
  }

  private static TopicAdmin admin(ConnectionOptions connection) throws IOException {
    return new TopicAdmin(new KafkaConnection(connection.bootstrapServers()));
  }

  private static int report(List<TopicProblem> problems) {
    problems.forEach(
        p -> System.err.println(p.topic() + " " + p.what() + "; mend it with: " + p.mend()));
    return problems.isEmpty() ? 0 : 1;
  }

  private static IOException unreachable(ConnectionOptions connection, KafkaException e)
      throws IOException {
    return new IOException(
        "The broker at " + connection.bootstrapServers() + " did not do it: " + e.getMessage(), e);
  }
}
