package dev.mayfly.bench.schedules;

import dev.mayfly.bench.AnnouncedProfile;
import dev.mayfly.bench.RunningSequencer;
import dev.mayfly.bench.Waiting;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.scheduler.SchedulerDecision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Deployed jobs with schedules, on a real broker. Each tick becomes a run that is started. */
final class MayflySchedules {
  private static final Duration LONGEST_LOAD = Duration.ofMinutes(20);
  private static final Duration LONGEST_BURST = Duration.ofMinutes(2);
  private static final int FASTEST_LOAD = 2_000;

  private final KafkaConnection connection;
  private final Topics topics = new Topics("schedules");
  private final Load load;
  private final Fired fired;

  MayflySchedules(KafkaConnection connection, Load load) {
    this.connection = connection;
    this.load = load;
    this.fired = new Fired(load);
  }

  Result run() throws Exception {
    try (var admin = new TopicAdmin(connection)) {
      admin.create(topics, 1);
    }
    try (var producer = new EventProducer(connection);
        var seen = new Seen(connection, topics, fired)) {
      AnnouncedProfile.announce(producer, topics);
      double perSecond;
      try (var scheduler = start()) {
        perSecond = load(producer, seen);
      }
      try (var scheduler = restore(producer, seen)) {
        return fire(producer, seen, perSecond);
      }
    }
  }

  private RunningSequencer start() throws Exception {
    var decision = new SchedulerDecision(topics, Times.DEFAULT);
    return RunningSequencer.start(connection, topics, "scheduler", decision);
  }

  /** Those that are not due. */
  private double load(EventProducer producer, Seen seen) throws InterruptedException {
    long before = Heap.kept();
    long begun = System.nanoTime();
    deploy(load.due(), load.count(), Instant.now(), producer, seen);
    double perSecond = load.count() * 1e9 / (System.nanoTime() - begun);
    System.out.printf("%d schedules loaded, %.0f/s%n", load.count(), perSecond);
    System.out.println("memory    " + Heap.each(before, Heap.kept(), load.count()));
    return perSecond;
  }

  /** A restart, from the start to the answer to a request that waited for it. */
  private RunningSequencer restore(EventProducer producer, Seen seen) throws Exception {
    producer.send(topics.requests(), null, Map.of(), bytes("{\"job\": \"nobody\"}")).join();
    long begun = System.nanoTime();
    RunningSequencer scheduler = start();
    Waiting.require("an answer", () -> seen.count("JobRejected") > 0, Duration.ofMinutes(5));
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf("restore   %.1f s, to the first answer%n", seconds);
    return scheduler;
  }

  private Result fire(EventProducer producer, Seen seen, double loadPerSecond)
      throws InterruptedException {
    double loadSeconds = load.due() / Math.min(FASTEST_LOAD, loadPerSecond / 2);
    Instant begin = Instant.now().plusSeconds(5 + (long) loadSeconds);
    begin = begin.truncatedTo(ChronoUnit.SECONDS);
    fired.begin(load, begin);
    deploy(0, load.due(), begin, producer, seen);
    if (!Instant.now().isBefore(begin)) {
      throw new IllegalStateException("the schedules were loaded too late; the machine is busy");
    }
    Waiting.until(() -> Instant.now().isAfter(fired.burstAt()), LONGEST_LOAD);
    System.out.printf(
        "steady    %d of %d fired at %d/s%n", fired.seen().count(), load.steady(), load.rate());
    System.out.println("          decided " + fired.decided().inWords());
    System.out.println("          visible " + fired.seen().inWords());
    Waiting.until(fired.burst()::isFull, LONGEST_BURST);
    Waiting.until(() -> seen.count("AttemptStarted") >= load.due(), LONGEST_BURST);
    System.out.printf(
        "burst     %d at one instant: visible %.0f/s, with their runs started %.0f/s%n",
        fired.burst().count(),
        fired.result().perSecond(),
        fired.perSecond(load.burst(), Instant.now()));
    return fired.result();
  }

  /** Returns when the scheduler has taken them. */
  private void deploy(int first, int count, Instant begin, EventProducer producer, Seen seen)
      throws InterruptedException {
    int wanted = seen.count("DeployAccepted") + count;
    for (int i = first; i < first + count; i++) {
      String job = "job-" + i;
      producer.send(topics.jobs(), job, Map.of(), bytes(spec(job, load.due(i, begin))));
    }
    Waiting.require("DeployAccepted", () -> seen.count("DeployAccepted") >= wanted, LONGEST_LOAD);
  }

  private static String spec(String job, Instant due) {
    return """
        {"name": "%s", "schedule": {"every": "24h", "start": "%s"},
         "steps": [{"name": "s", "application": "s3a://mayfly/a.jar", "mainClass": "A"}]}"""
        .formatted(job, due);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
