package dev.mayfly.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.engine.kafka.TopicReader;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Topics of a test's own, and the words that its sequencers are told. */
final class TestInstallation implements AutoCloseable {
  private final KafkaConnection connection;
  private final Topics topics = new Topics(KafkaFixture.uniquePrefix().replace("-", ""));
  private final EventProducer producer;
  private final Path dir;

  /**
   * @param dir holds the slots
   */
  TestInstallation(String bootstrapServers, Path dir) {
    this.connection = new KafkaConnection(bootstrapServers);
    this.dir = dir;
    this.producer = new EventProducer(connection);
    createTopics();
  }

  /** Those that are missing, as {@code mayfly topics create} does. */
  void createTopics() {
    try (var admin = new TopicAdmin(connection)) {
      admin.create(topics, 1);
    }
  }

  KafkaConnection connection() {
    return connection;
  }

  Topics topics() {
    return topics;
  }

  Path dir() {
    return dir;
  }

  String group() {
    return Reads.of(topics, "scheduler").group(topics);
  }

  RunningSequencer start(Decision decision, Clock clock) throws IOException {
    return new RunningSequencer(this, decision, clock);
  }

  RunningSequencer start() throws IOException {
    return start(new CountingDecision(topics), Clock.systemUTC());
  }

  void say(String... words) {
    sayAll(Stream.of(words));
  }

  /** Returns when the broker has all of them, in their order. */
  void sayAll(Stream<String> words) {
    CompletableFuture<?>[] sent =
        words
            .map(w -> w.getBytes(StandardCharsets.UTF_8))
            .map(w -> producer.send(topics.requests(), null, Map.of(), w))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(sent).join();
  }

  /** {@code <word> <number>}, in the order in which they were counted. */
  List<String> counted() {
    return published("word", String.class);
  }

  <T> List<T> published(String key, Class<T> type) {
    return records().stream()
        .filter(r -> key.equals(r.key()))
        .map(r -> Json.read(r.value(), type))
        .toList();
  }

  List<Input.Received> records() {
    var records = new ArrayList<Input.Received>();
    TopicReader.readAll(connection, List.of(topics.runs()), records::add);
    return records;
  }

  void awaitCounted(List<String> expected) {
    await("all words to be counted").until(() -> counted().size() >= expected.size());
    assertThat(counted()).isEqualTo(expected);
  }

  static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50));
  }

  @Override
  public void close() {
    producer.close();
  }
}
