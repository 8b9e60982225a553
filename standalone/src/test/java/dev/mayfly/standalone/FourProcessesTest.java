package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.testkit.kafka.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The services as four JVMs: any one that is killed at any moment and started again changes nothing
 * but the time that a run takes.
 */
@Tag("slow")
class FourProcessesTest {
  @TempDir static Path data;
  private static Layout layout;
  private static FourJvms four;
  private static Said said;
  private static JobText jobs;
  private static DriverCount drivers;

  @BeforeAll
  static void light() throws IOException {
    layout = new Layout(Path.of(".."), data);
    four = FourJvms.start(layout);
    said =
        new Said(
            RunFeed.fromBeginning(four.bootstrapServers(), four.topics()), FourProcessesTest::hear);
    jobs = new JobText(layout.home().resolve("examples"), four.storage());
  }

  @AfterAll
  static void putOut() {
    if (said != null) {
      said.close();
    }
    if (four != null) {
      four.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cluster, ATTEMPT_STARTED",
    "cluster, CLUSTER_STARTING",
    "cluster, CLUSTER_READY",
    "cluster, STEP_STARTED",
    "cluster, JOB_FINISHED",
    "cluster, CLUSTER_STOPPING",
    "submit, LEASE_GRANTED",
    "submit, STEP_STARTED",
    "submit, STAGE_RUNNING",
    "submit, JOB_FINISHED",
    "notifier, CLUSTER_STOPPED",
    "notifier, RUN_COMPLETED",
    "scheduler, ACCEPTED",
    "scheduler, CLUSTER_READY",
    "scheduler, STAGE_RUNNING",
    "scheduler, JOB_FINISHED",
    "scheduler, CLUSTER_STOPPED"
  })
  void aServiceThatIsKilledAndStartedAgainChangesNothingButTheTime(String service, Moment moment)
      throws IOException, InterruptedException {
    String runId = service + "-killed-at-" + moment.name().toLowerCase(Locale.ROOT);
    try (var count = DriverCount.of(runId)) {
      drivers = count;
      request(runId);
      moment.await(said, runId);
      four.service(service).killAndStartAgain();

      RunCompleted completed = said.await(RunCompleted.class, r -> r.runId().equals(runId));
      assertThat(completed.outcome()).as(completed.toString()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(completed.teardown()).isEqualTo(Teardown.CONFIRMED);
      assertThat(completed.attempts()).isEqualTo(1);
      assertToldOnce(runId, service.equals("notifier"));
      assertThat(said.all(RunCompleted.class, r -> r.runId().equals(runId))).hasSize(1);
      assertThat(said.all(ClusterStopped.class, c -> runId.equals(c.runId()))).hasSize(1);
      assertOneDriverEver(runId);
      Processes.awaitNone(completed.clusterId());
      Processes.awaitNone(runId + "-attempt-");
      four.assertAlive();
    }
  }

  private static void assertToldOnce(String runId, boolean mayBeRepeated) {
    said.await(NotificationSent.class, n -> n.runId().equals(runId));
    assertThat(said.all(NotificationSent.class, n -> n.runId().equals(runId)))
        .singleElement()
        .satisfies(n -> assertThat(n.channel()).isEqualTo("log"))
        .satisfies(n -> assertThat(n.possiblyRepeated() && !mayBeRepeated).isFalse());
  }

  private static void assertOneDriverEver(String runId) throws IOException {
    assertThat(drivers.processes()).as("driver processes").hasSize(1);
    assertThat(drivers.applications()).as("applications of the master").hasSize(1);
    try (Stream<Path> files = Files.walk(layout.service("submit"))) {
      assertThat(files.filter(f -> f.endsWith("driver/marker")))
          .filteredOn(f -> f.toString().contains(runId + "-attempt-"))
          .as("markers of drivers")
          .hasSize(1);
    }
  }

  private static void request(String runId) throws IOException {
    String spec =
        jobs.json(jobs.yaml("birds/job.yaml").replace("workers: 2", "workers: 1"), Map.of());
    byte[] request =
        ("{\"runId\": \"" + runId + "\", \"spec\": " + spec + "}").getBytes(StandardCharsets.UTF_8);
    try (var producer = new TestKafka(four.bootstrapServers()).producer()) {
      producer.send(new ProducerRecord<>(four.topics().requests(), request));
    }
  }

  private static void hear(Event event) {
    if (event instanceof ClusterReady ready && ready.endpoints().masterUi() != null) {
      drivers.ask(ready.endpoints().masterUi());
    }
  }
}
