package dev.mayfly.testkit.kafka;

import dev.mayfly.embedded.BrokerOptions;
import dev.mayfly.embedded.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Starts the broker that {@link KafkaFixture} shares. */
final class SharedBroker {
  private static final String KIND = "mayfly.test.kafka";
  private static final String IMAGE = "mayfly.test.kafka.image";

  private SharedBroker() {}

  static TestKafka start() {
    String kind = System.getProperty(KIND, "embedded");
    return switch (kind) {
      case "embedded" -> embedded();
      case "testcontainers" -> container();
      default ->
          throw new IllegalArgumentException(
              "-D%s=%s is unknown; say \"embedded\" or \"testcontainers\".".formatted(KIND, kind));
    };
  }

  private static TestKafka embedded() {
    try {
      Path dir = Files.createTempDirectory("mayfly-kafka-");
      KafkaBroker broker = KafkaBroker.start(BrokerOptions.in(dir));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(broker, dir), "kafka-fixture"));
      return new TestKafka(broker.bootstrapServers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The container is removed by Testcontainers when the JVM ends. */
  private static TestKafka container() {
    KafkaContainer container =
        new KafkaContainer(DockerImageName.parse(System.getProperty(IMAGE, "apache/kafka:4.2.1")))
            .withEnv(
                Map.of(
                    "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false",
                    "KAFKA_LOG_MESSAGE_TIMESTAMP_TYPE", "LogAppendTime",
                    "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "500",
                    "KAFKA_ADD_PARTITIONS_TO_TXN_RETRY_BACKOFF_MS", "1"));
    container.start();
    return new TestKafka(container.getBootstrapServers());
  }

  private static void discard(KafkaBroker broker, Path dir) {
    try {
      broker.kill();
      Folders.delete(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
