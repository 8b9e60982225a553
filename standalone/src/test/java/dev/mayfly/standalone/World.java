package dev.mayfly.standalone;

import dev.mayfly.cli.SpecFile;
import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.cli.upload.Upload;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.testkit.kafka.TestKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import tools.jackson.databind.node.ObjectNode;

/** An installation under test, and all that its services have said. */
final class World implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final Layout layout;
  private final Installation installation;
  private final RunFeed feed;
  private final TestKafka kafka;
  private final List<Event> events = new ArrayList<>();

  private World(Layout layout, Installation installation) throws IOException {
    this.layout = layout;
    this.installation = installation;
    this.feed = RunFeed.fromBeginning(installation.bootstrapServers(), installation.topics());
    this.kafka = new TestKafka(installation.bootstrapServers());
  }

  static World start(Path data) throws IOException {
    var layout = new Layout(Path.of(".."), data);
    var settings =
        new Settings(
            0,
            0,
            Map.of("mayfly.times.polite-stop", "3s"),
            (code, why) -> {
              throw new IllegalStateException("a service gave up: " + why);
            });
    var installation = new Installation(layout, settings, line -> {});
    installation.start();
    return new World(layout, installation);
  }

  Path home() {
    return layout.home();
  }

  String spec(String example) throws IOException {
    return Files.readString(home().resolve("examples").resolve(example));
  }

  void request(String runId, String example, Map<String, String> params) throws IOException {
    requestSpec(runId, spec(example), params);
  }

  void requestSpec(String runId, String spec, Map<String, String> params) throws IOException {
    bare("{\"runId\": \"" + runId + "\", \"spec\": " + json(spec, params) + "}");
  }

  /** As the command line sends it: local files uploaded, the params written into it. */
  String json(String spec, Map<String, String> params) throws IOException {
    Path file = home().resolve("examples/birds/.under-test-" + System.nanoTime() + ".yaml");
    Files.writeString(file, spec);
    try (var bucket = new Bucket(installation.storage())) {
      var read = SpecFile.read(file, null, Map.of(), Installation.BUCKET);
      if (!(read instanceof SpecFile.Result.Valid valid)) {
        ObjectNode tree = (ObjectNode) SpecText.read(spec);
        return Json.text(tree);
      }
      for (Upload upload : valid.plan().uploads()) {
        bucket.putIfMissing(upload.file(), upload.key());
      }
      ObjectNode tree = (ObjectNode) valid.plan().spec();
      params.forEach((name, value) -> ((ObjectNode) tree.get("params")).put(name, value));
      return Json.text(tree);
    } finally {
      Files.delete(file);
    }
  }

  void cancel(String runId) {
    bare("{\"type\": \"RunCancelRequested\", \"runId\": \"" + runId + "\"}");
  }

  void bare(String json) {
    try (var producer = kafka.producer()) {
      producer.send(
          new ProducerRecord<>(
              installation.topics().requests(), json.getBytes(StandardCharsets.UTF_8)));
    }
  }

  RunCompleted completed(String runId) {
    return await(RunCompleted.class, r -> r.runId().equals(runId));
  }

  /** The first that was or will be said. */
  <T extends Event> T await(Class<T> type, Predicate<T> which) {
    Awaitility.await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> first(type, which).isPresent());
    return first(type, which).orElseThrow();
  }

  <T extends Event> List<T> said(Class<T> type, Predicate<T> which) {
    take();
    return events.stream().filter(type::isInstance).map(type::cast).filter(which).toList();
  }

  /** The lines of the one CSV that the example wrote as a preview. */
  List<String> preview(String runId) throws IOException {
    Path folder = layout.objects().resolve("mayfly/results").resolve(runId).resolve("preview");
    try (Stream<Path> files = Files.list(folder)) {
      Path csv = files.filter(f -> f.toString().endsWith(".csv")).findFirst().orElseThrow();
      return Files.readAllLines(csv);
    }
  }

  void killProcesses(String mainClass, String mentioning) {
    processes(mentioning).stream()
        .filter(p -> proc(p, "cmdline").contains(mainClass))
        .filter(p -> proc(p, "cmdline").startsWith("java") || proc(p, "cmdline").contains("/java"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  void awaitNoProcess(String mentioning) {
    Awaitility.await("no process of " + mentioning)
        .atMost(Duration.ofSeconds(15))
        .until(() -> processes(mentioning).isEmpty());
  }

  @Override
  public void close() throws IOException {
    feed.close();
    installation.close();
    Installation.endJobs(layout);
  }

  private <T extends Event> Optional<T> first(Class<T> type, Predicate<T> which) {
    return said(type, which).stream().findFirst();
  }

  private void take() {
    try {
      List<Event> more = feed.poll(Duration.ofMillis(20));
      while (!more.isEmpty()) {
        events.addAll(more);
        more = feed.poll(Duration.ofMillis(20));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ProcessHandle> processes(String mentioning) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.pid() != ProcessHandle.current().pid())
        .filter(p -> (proc(p, "cmdline") + proc(p, "environ")).contains(mentioning))
        .toList();
  }

  private static String proc(ProcessHandle process, String file) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
