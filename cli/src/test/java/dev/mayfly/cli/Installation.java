package dev.mayfly.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.cli.connection.DeployedJobs;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.engine.kafka.TopicReader;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The topics of one installation on a real broker, and what a command prints there. */
final class Installation implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final Topics topics = new Topics(KafkaFixture.uniquePrefix() + "x");
  final DeployedJobs jobs = new DeployedJobs(KafkaFixture.bootstrapServers(), topics);

  Installation() {
    try (var admin = new TopicAdmin(connection())) {
      admin.create(topics, 1);
    }
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @Override
  public void close() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  /** Runs a command whose output takes the place of that before. */
  int mayfly(String... args) {
    out.reset();
    err.reset();
    var all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of(
            "--bootstrap-servers",
            KafkaFixture.bootstrapServers(),
            "--installation",
            topics.installation()));
    return Mayfly.commandLine().execute(all.toArray(String[]::new));
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }

  void say(String topic, String key, Event event) {
    try (var producer = new EventProducer(connection())) {
      producer.send(topic, key, CloudEvent.of(key, "/test", NOON, key, null, event)).join();
    }
  }

  List<String> requests() {
    var found = new ArrayList<String>();
    TopicReader.readAll(
        connection(),
        List.of(topics.requests()),
        record -> found.add(new String(record.value(), UTF_8)));
    return found;
  }

  /** Hears what is put on a topic, as a service would that can answer. */
  TopicReader hearing(String topic, Consumer<Input.Received> service) {
    return TopicReader.follow(connection(), List.of(topic), service);
  }

  private static KafkaConnection connection() {
    return new KafkaConnection(KafkaFixture.bootstrapServers(), Map.of());
  }
}
