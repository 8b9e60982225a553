package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.ScheduleEvent.DeployAccepted;
import dev.mayfly.contracts.event.ScheduleEvent.TicksSkipped;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicReader;
import dev.mayfly.testkit.kafka.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two schedulers, each killed in the middle of ticks, whether or not it is the one that decides.
 */
@Tag("slow")
class TicksFailOverTest {
  private static final List<String> JOBS =
      IntStream.range(0, 12).mapToObj(i -> "every-second-" + i).toList();

  @TempDir static Path data;
  private static FourWorld world;

  @BeforeAll
  static void light() throws IOException {
    world = FourWorld.start(data, Map.of());
  }

  @AfterAll
  static void putOut() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void everyTickIsAskedForOnce() throws Exception {
    ServiceJvm first = world.jvms().service("scheduler");
    ServiceJvm second = world.jvms().startSecond("scheduler");
    JOBS.forEach(TicksFailOverTest::deploy);
    awaitTicksAfter(Instant.now());

    for (ServiceJvm next : List.of(first, second, second, first)) {
      next.killAndStartAgain();
      awaitTicksAfter(Instant.now());
    }

    Map<String, List<Instant>> asked = asked();
    assertThat(asked.keySet()).containsExactlyInAnyOrderElementsOf(JOBS);
    asked.forEach(
        (job, dues) ->
            assertThat(dues).as(job).containsExactlyElementsOf(everySecond(dues.get(0), dues)));
    assertThat(world.said().all(TicksSkipped.class, skipped -> true)).isEmpty();
    world.jvms().assertAlive();
  }

  /** Its runs are refused, so that nothing but ticks is at work. */
  private static void deploy(String job) {
    String spec =
        """
        {"name": "%s", "cluster": {"profile": "nowhere"}, "steps": [{"name": "a", "application": "s3a://mayfly/a.py"}],
         "schedule": {"every": "1s", "overlap": "allow", "catchUp": "all"}}
        """
            .formatted(job);
    try (var producer = new TestKafka(world.jvms().bootstrapServers()).producer()) {
      byte[] key = job.getBytes(StandardCharsets.UTF_8);
      byte[] value = spec.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(world.jvms().topics().jobs(), key, value));
    }
    world.said().await(DeployAccepted.class, d -> d.job().equals(job));
  }

  /** As many as are due in three seconds. */
  private static void awaitTicksAfter(Instant time) {
    Awaitility.await("ticks after " + time)
        .atMost(Duration.ofMinutes(2))
        .pollInSameThread()
        .until(() -> ticksAfter(time) >= 3 * JOBS.size());
  }

  private static int ticksAfter(Instant time) {
    return world.said().all(JobRejected.class, r -> r.rejectedAt().isAfter(time)).size();
  }

  /** The due times that the schedules asked for, in the order in which they did. */
  private static Map<String, List<Instant>> asked() throws IOException {
    var asked = new TreeMap<String, List<Instant>>();
    TopicReader.readAll(
        new KafkaConnection(world.jvms().bootstrapServers()),
        List.of(world.jvms().topics().requests()),
        record -> keep(record, asked));
    return asked;
  }

  private static void keep(Input.Received record, Map<String, List<Instant>> asked) {
    var read = (Inbox.Read.Request) Inbox.read(record.headers(), record.value());
    var tick = (JobRequested) read.event();
    asked
        .computeIfAbsent(String.valueOf(tick.job()), job -> new ArrayList<>())
        .add(Objects.requireNonNull(tick.tick()).complete(null).end());
  }

  private static List<Instant> everySecond(Instant first, List<Instant> as) {
    return IntStream.range(0, as.size()).mapToObj(first::plusSeconds).toList();
  }
}
