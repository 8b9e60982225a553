package dev.mayfly.bench.schedules;

import dev.mayfly.bench.AnnouncedProfile;
import dev.mayfly.bench.RunningSequencer;
import dev.mayfly.bench.Waiting;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.engine.kafka.TopicReader;
import dev.mayfly.scheduler.Concurrency;
import dev.mayfly.scheduler.SchedulerDecision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run may be live, and the others wait: how long it takes until a request is told that it
 * waits, and until the next starts when the live one ends, with few and with many in the queue.
 */
final class QueuedRuns {
  private static final int WARM_UP = 300;
  private static final int MEASURED = 500;
  private static final int FEW = 2;
  private static final Duration LONGEST_FILL = Duration.ofMinutes(10);

  private final KafkaConnection connection;
  private final Topics topics = new Topics("queue");
  private final int many;
  private final AtomicInteger queued = new AtomicInteger();
  private final BlockingQueue<Instant> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<Instant> started = new LinkedBlockingQueue<>();
  private final Deque<String> live = new ArrayDeque<>();
  private volatile boolean filling;
  private int asked;

  QueuedRuns(KafkaConnection connection, int many) {
    this.connection = connection;
    this.many = many;
  }

  private record Latencies(Lateness told, Lateness started) {}

  void run() throws Exception {
    try (var admin = new TopicAdmin(connection)) {
      admin.create(topics, 1);
    }
    var oneAtATime = new SchedulerDecision(topics, Times.DEFAULT, new Concurrency(1, null, null));
    try (var producer = new EventProducer(connection);
        var scheduler = RunningSequencer.start(connection, topics, "scheduler", oneAtATime);
        var runs = TopicReader.follow(connection, List.of(topics.runs()), this::on)) {
      AnnouncedProfile.announce(producer, topics);
      fill(1 + FEW, producer);
      measure(WARM_UP, producer);
      Latencies few = measure(MEASURED, producer);
      long before = Heap.kept();
      fill(many, producer);
      System.out.printf("%d runs wait%nmemory    %s%n", many, Heap.each(before, Heap.kept(), many));
      Latencies lots = measure(MEASURED, producer);
      tell("accepted and told that it waits", few.told(), lots.told());
      tell("end of a run to start of the next", few.started(), lots.started());
    }
  }

  private void tell(String what, Lateness few, Lateness lots) {
    System.out.println(what);
    System.out.printf("          %d wait: %s%n", FEW, few.inWords());
    System.out.printf("          %d wait: %s%n", many, lots.inWords());
    System.out.printf(
        "          ratio p50 %.2f, p99 %.2f%n",
        lots.millis(50) / few.millis(50), lots.millis(99) / few.millis(99));
  }

  private void fill(int count, EventProducer producer) throws InterruptedException {
    filling = true;
    int wanted = asked + count - 1;
    for (int i = 0; i < count; i++) {
      ask(producer);
    }
    // The very first starts; all others wait.
    Waiting.require("RunQueued", () -> queued.get() >= wanted, LONGEST_FILL);
    filling = false;
  }

  private Latencies measure(int count, EventProducer producer) throws InterruptedException {
    var latencies = new Latencies(new Lateness(count), new Lateness(count));
    for (int i = 0; i < count; i++) {
      Instant sent = Instant.now();
      ask(producer);
      latencies.told().add(sent, take(told));
      started.clear();
      latencies.started().add(endLive(producer), take(started));
    }
    return latencies;
  }

  private void ask(EventProducer producer) {
    String runId = "r" + asked++;
    String request =
        """
        {"runId": "%s", "spec": {"name": "birds", "steps":
          [{"name": "s", "application": "s3a://mayfly/a.jar", "mainClass": "A"}]}}"""
            .formatted(runId);
    producer.send(topics.requests(), null, Map.of(), request.getBytes(StandardCharsets.UTF_8));
    live.add(runId);
  }

  /** They start in the order in which they were asked for. */
  private Instant endLive(EventProducer producer) {
    String runId = live.removeFirst();
    String cluster = "mf-" + runId;
    Instant now = Instant.now();
    say(
        topics.steps(),
        runId,
        new JobFinished(runId, 1, cluster, Outcome.SUCCEEDED, null, null, Summary.EMPTY, now),
        producer);
    Instant ended = Instant.now();
    say(topics.clusters(), cluster, new ClusterStopped(cluster, runId, 1, ended), producer);
    return ended;
  }

  private static void say(String topic, String key, Object event, EventProducer producer) {
    producer.send(topic, key, key + topic, "/bench", key, Instant.now(), null, event).join();
  }

  private void on(Input.Received record) {
    Instant now = Instant.now();
    String type = record.headers().getOrDefault("ce_type", "");
    if (type.endsWith("." + RunQueued.class.getSimpleName())) {
      queued.incrementAndGet();
      if (!filling) {
        told.add(now);
      }
    } else if (type.endsWith("." + AttemptStarted.class.getSimpleName())) {
      started.add(now);
    }
  }

  private static Instant take(BlockingQueue<Instant> from) throws InterruptedException {
    Instant at = from.poll(30, TimeUnit.SECONDS);
    if (at == null) {
      throw new IllegalStateException("nothing came within 30 s");
    }
    return at;
  }
}
