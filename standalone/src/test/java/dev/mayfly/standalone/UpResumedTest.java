package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.examples.PlainBirdStrikes;
import dev.mayfly.testkit.kafka.TestKafka;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An installation that is stopped or killed in the middle of a run, and started again. */
@Tag("slow")
class UpResumedTest {
  private static final Topics TOPICS = new Topics("mayfly");

  /** That of the request which {@code up} itself tells people to send. */
  private static final String RUN = "my-run-1";

  @TempDir Path folder;
  private final int kafkaPort = FreePorts.inARow(6);
  private final int s3Port = kafkaPort + 1;
  private final int healthPort = kafkaPort + 2;

  UpResumedTest() throws IOException {}

  @ParameterizedTest
  @ValueSource(strings = {"INT", "KILL"})
  void theRunGoesOnWithItsOneDriverAndItsOneClusterAfter(String signal)
      throws IOException, InterruptedException {
    try (var drivers = DriverCount.of(folder + "/data/services/submit/runs/" + RUN)) {
      try (UserCommand up = up()) {
        for (int i = 0; i < 4; i++) {
          awaitHealth(healthPort + i);
        }
        ask();
        try (Said said = said()) {
          Moment.STEP_STARTED.await(said, RUN);
        }
        up.signal(signal);
        assertThat(up.exitCode()).isEqualTo(signal.equals("INT") ? 130 : 137);
        assertThat(new Jobs(data().resolve("services")).running()).isNotEmpty();

        try (UserCommand again = up();
            Said said = said()) {
          var completed = said.await(RunCompleted.class, r -> r.runId().equals(RUN));
          assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
          assertThat(completed.attempts()).isEqualTo(1);
          assertThat(completed.teardown()).isEqualTo(Teardown.CONFIRMED);
          assertThat(said.all(ClusterStarting.class, c -> c.runId().equals(RUN))).hasSize(1);
          assertThat(drivers.processes()).hasSize(1);
          assertResultIsRight();
          again.signal("INT");
          assertThat(again.exitCode()).isEqualTo(130);
          Processes.awaitNone(folder.toString());
        }
      }
    }
  }

  private UserCommand up() throws IOException {
    UserCommand up =
        UserCommand.start(
            folder,
            "up",
            "--data",
            data().toString(),
            "--kafka-port",
            Integer.toString(kafkaPort),
            "--s3-port",
            Integer.toString(s3Port),
            "--health-port",
            Integer.toString(healthPort));
    up.awaitPrinted("Ctrl-C stops it.");
    assertThat(up.printed()).contains(Welcome.REQUEST);
    return up;
  }

  private static void awaitHealth(int port) {
    URI health = URI.create("http://127.0.0.1:" + port + "/health");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> ((HttpURLConnection) health.toURL().openConnection()).getResponseCode() == 200);
  }

  private void ask() {
    try (var producer = new TestKafka(bootstrapServers()).producer()) {
      producer.send(
          new ProducerRecord<>(
              TOPICS.requests(), Welcome.REQUEST.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private Said said() throws IOException {
    return new Said(RunFeed.fromBeginning(bootstrapServers(), TOPICS), e -> {}, () -> "");
  }

  private void assertResultIsRight() throws IOException {
    Path preview = data().resolve("s3/mayfly/results").resolve(RUN).resolve("preview");
    try (Stream<Path> files = Files.list(preview)) {
      Path csv = files.filter(f -> f.toString().endsWith(".csv")).findFirst().orElseThrow();
      Path strikes = Path.of("../examples/data/birdstrikes.csv");
      assertThat(Files.readAllLines(csv).stream().skip(1))
          .containsExactlyElementsOf(
              PlainBirdStrikes.byState(strikes).stream().map(s -> s.csv()).toList());
    }
  }

  private String bootstrapServers() {
    return "127.0.0.1:" + kafkaPort;
  }

  private Path data() {
    return folder.resolve("data");
  }
}
