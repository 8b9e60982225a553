package dev.mayfly.standalone;

import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.testkit.kafka.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Services in JVMs of their own, all that they have said, and the runs that were asked of them. */
final class FourWorld implements AutoCloseable {
  private final Layout layout;
  private final FourJvms jvms;
  private final Said said;
  private final JobText jobs;
  private final List<WatchedRun> runs = new ArrayList<>();

  private FourWorld(Layout layout, FourJvms jvms) throws IOException {
    this.layout = layout;
    this.jvms = jvms;
    this.said =
        new Said(
            RunFeed.fromBeginning(jvms.bootstrapServers(), jvms.topics()),
            this::hear,
            jvms::evidence);
    this.jobs = new JobText(layout.home().resolve("examples"), jvms.storage());
  }

  /**
   * @param properties given to every service
   */
  static FourWorld start(Path data, Map<String, String> properties) throws IOException {
    var layout = new Layout(Path.of(".."), data);
    return new FourWorld(layout, FourJvms.start(layout, properties));
  }

  FourJvms jvms() {
    return jvms;
  }

  Layout layout() {
    return layout;
  }

  Said said() {
    return said;
  }

  /** Asks for the job that ends well, on so many workers. The caller closes it. */
  WatchedRun birds(String runId, int workers) throws IOException {
    return birds(runId, workers, "");
  }

  /** As {@link #birds}, and tries again once when its infrastructure fails. */
  WatchedRun birdsTwice(String runId) throws IOException {
    return birds(runId, 1, "\nretry: {attempts: 2, on: [INFRASTRUCTURE], backoff: {first: 1s}}\n");
  }

  /** With files of this machine: a client of S3 in every driver and executor would take longer. */
  private WatchedRun birds(String runId, int workers, String more) throws IOException {
    return request(
        runId,
        jobs.yaml("birds/job.yaml").replace("workers: 2", "workers: " + workers) + more,
        Map.of(
            "input", layout.birdstrikes().toUri().toString(),
            "output", layout.temporary().resolve(runId).toUri().toString()));
  }

  /** Asks for a job that would run for longer than any test. The caller closes it. */
  WatchedRun hang(String runId) throws IOException {
    return request(
        runId,
        jobs.yaml("unlucky/job.yaml").replace("timeout: 2m", "timeout: 1h"),
        Map.of("how", "hang"));
  }

  private WatchedRun request(String runId, String yaml, Map<String, String> params)
      throws IOException {
    var run = new WatchedRun(runId, layout, said);
    runs.add(run);
    String request = "{\"runId\": \"" + runId + "\", \"spec\": " + jobs.json(yaml, params) + "}";
    try (var producer = new TestKafka(jvms.bootstrapServers()).producer()) {
      producer.send(
          new ProducerRecord<>(jvms.topics().requests(), request.getBytes(StandardCharsets.UTF_8)));
    }
    return run;
  }

  private void hear(Event event) {
    runs.forEach(run -> run.hear(event));
  }

  @Override
  public void close() {
    said.close();
    jvms.close();
  }
}
