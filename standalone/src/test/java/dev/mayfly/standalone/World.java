package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.ScheduleEvent;
import dev.mayfly.contracts.event.ScheduleEvent.DeployAccepted;
import dev.mayfly.testkit.kafka.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An installation under test, and all that its services have said. */
final class World implements AutoCloseable {
  private final Layout layout;
  private final Installation installation;
  private final Said said;
  private final JobText jobs;
  private final TestKafka kafka;
  private final String standingMaster;

  private World(Layout layout, Installation installation, String standingMaster)
      throws IOException {
    this.layout = layout;
    this.standingMaster = standingMaster;
    this.installation = installation;
    this.said =
        new Said(
            RunFeed.fromBeginning(installation.bootstrapServers(), installation.topics()),
            e -> {},
            () -> "its logs are in " + layout.logs());
    this.jobs = new JobText(layout.home().resolve("examples"), installation.storage());
    this.kafka = new TestKafka(installation.bootstrapServers());
  }

  static World start(Path data) throws IOException {
    var layout = new Layout(Path.of(".."), data);
    String standing = "mayfly.profiles.local.existing.standing.";
    int port = FreePorts.inARow(2);
    String master = "spark://127.0.0.1:" + port;
    var settings =
        new Settings(
            0,
            0,
            Map.of(
                standing + "master",
                master,
                standing + "web-ui",
                "http://127.0.0.1:" + (port + 1),
                standing + "workers",
                "1",
                standing + "idle",
                "2s",
                "mayfly.times.polite-stop",
                "3s",
                "mayfly.submit.spark-conf[spark.driver.extraJavaOptions]",
                FourJvms.shortLived(layout),
                "mayfly.submit.spark-conf[spark.executor.extraJavaOptions]",
                FourJvms.shortLived(layout)),
            (code, why) -> {
              throw new IllegalStateException("a service gave up: " + why);
            });
    var installation = new Installation(layout, settings, line -> {});
    installation.start();
    return new World(layout, installation, master);
  }

  /** The address of the standing cluster that the profile has. */
  String standingMaster() {
    return standingMaster;
  }

  Path home() {
    return layout.home();
  }

  String spec(String example) throws IOException {
    return jobs.yaml(example);
  }

  void request(String runId, String example, Map<String, String> params) throws IOException {
    requestSpec(runId, spec(example), params);
  }

  void requestSpec(String runId, String spec, Map<String, String> params) throws IOException {
    bare("{\"runId\": \"" + runId + "\", \"spec\": " + json(spec, params) + "}");
  }

  /** As the command line sends it: local files uploaded, the params written into it. */
  String json(String spec, Map<String, String> params) throws IOException {
    return jobs.json(spec, params);
  }

  /** An empty object in the installation's bucket. */
  void put(String key) throws IOException {
    put(key, Files.createTempFile(layout.temporary(), "empty", ""));
  }

  void put(String key, Path file) throws IOException {
    try (var bucket = new Bucket(installation.storage())) {
      bucket.put(file, key);
    }
  }

  void cancel(String runId) {
    bare("{\"type\": \"RunCancelRequested\", \"runId\": \"" + runId + "\"}");
  }

  void bare(String json) {
    send(installation.topics().requests(), null, json);
  }

  void deploy(String job, String spec) throws IOException {
    send(installation.topics().jobs(), job, json(spec, Map.of()));
    ScheduleEvent answer = await(ScheduleEvent.class, e -> e.job().equals(job));
    assertThat(answer).isInstanceOf(DeployAccepted.class);
  }

  private void send(String topic, @Nullable String key, String json) {
    try (var producer = kafka.producer()) {
      byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, keyBytes, json.getBytes(StandardCharsets.UTF_8)));
    }
  }

  RunCompleted completed(String runId) {
    return await(RunCompleted.class, r -> r.runId().equals(runId));
  }

  /** The first that was or will be said. */
  <T extends Event> T await(Class<T> type, Predicate<T> which) {
    return said.await(type, which);
  }

  <T extends Event> List<T> said(Class<T> type, Predicate<T> which) {
    return said.all(type, which);
  }

  /** The lines of the one CSV that the example wrote as a preview. */
  List<String> preview(String runId) throws IOException {
    Path folder = layout.objects().resolve("mayfly/results").resolve(runId).resolve("preview");
    try (Stream<Path> files = Files.list(folder)) {
      Path csv = files.filter(f -> f.toString().endsWith(".csv")).findFirst().orElseThrow();
      return Files.readAllLines(csv);
    }
  }

  /** What the bucket keeps of a run that is over. */
  String history(String runId) throws IOException {
    Path folder = layout.objects().resolve("mayfly/history");
    Path file =
        Awaitility.await("history of " + runId)
            .until(() -> find(folder, runId + ".json"), Objects::nonNull);
    return Files.readString(file);
  }

  private static @Nullable Path find(Path folder, String name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return null;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.endsWith(name)).findFirst().orElse(null);
    }
  }

  String cluster(String runId) {
    return await(ClusterStarting.class, c -> c.runId().equals(runId)).clusterId();
  }

  void assertToldOnceAndGone(String runId) {
    await(NotificationSent.class, n -> n.runId().equals(runId));
    assertThat(said(NotificationSent.class, n -> n.runId().equals(runId))).hasSize(1);
    assertThat(said(RunCompleted.class, r -> r.runId().equals(runId)))
        .singleElement()
        .extracting(RunCompleted::teardown)
        .isEqualTo(Teardown.CONFIRMED);
    String cluster = cluster(runId);
    assertThat(said(ClusterStopped.class, c -> c.clusterId().equals(cluster))).hasSize(1);
    Processes.awaitNone(cluster);
    Processes.awaitNone(runId + "-attempt-");
  }

  @Override
  public void close() {
    said.close();
    installation.close();
    Installation.endJobs(layout);
  }
}
