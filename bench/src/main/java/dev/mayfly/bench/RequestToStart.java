package dev.mayfly.bench;

import dev.mayfly.cluster.ClusterCommand;
import dev.mayfly.cluster.ClusterDecision;
import dev.mayfly.cluster.ClusterObservation;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.SubmitterAnnounced;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.engine.kafka.TopicReader;
import dev.mayfly.scheduler.SchedulerDecision;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * From a request to the command that starts its driver, with the real decisions of scheduler and
 * cluster, and a provider that has every cluster ready at once. One request at a time.
 */
public final class RequestToStart {
  private static final int WARM_UP = 200;
  private static final int MEASURED = 500;
  private static final int BETWEEN_ANNOUNCEMENTS = 25;
  private static final String[] HOPS = {
    "request -> AttemptStarted", "-> command to the provider", "-> observation -> assignment"
  };

  private final Topics topics = new Topics("start");
  private final EventProducer producer;
  private final BlockingQueue<Long> attempts = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> commands = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> assignments = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> completed = new LinkedBlockingQueue<>();
  private int sent;

  private RequestToStart(EventProducer producer) {
    this.producer = producer;
  }

  public static void main(String[] args) throws Exception {
    var connection = new KafkaConnection(KafkaFixture.bootstrapServers());
    var topics = new Topics("start");
    try (var admin = new TopicAdmin(connection)) {
      admin.create(topics, 1);
    }
    var cluster = new ClusterDecision(topics, Times.DEFAULT, Set.of("local"));
    var scheduler = new SchedulerDecision(topics, Times.DEFAULT);
    try (var first = RunningSequencer.start(connection, topics, "scheduler", scheduler);
        var second = RunningSequencer.start(connection, topics, "cluster", cluster);
        var producer = new EventProducer(connection)) {
      new RequestToStart(producer).run(connection);
    }
  }

  private void run(KafkaConnection connection) throws InterruptedException {
    AnnouncedProfile.announce(producer, topics);
    say(
        topics.submitters(),
        "one",
        new SubmitterAnnounced("one", "here", List.of("local"), 0, Instant.now()));
    try (var runs = TopicReader.follow(connection, List.of(topics.runs()), this::onRun);
        var commanded =
            TopicReader.follow(connection, List.of(topics.commands("cluster")), this::onCommand);
        var assigned =
            TopicReader.follow(connection, List.of(topics.assignments()), this::onAssignment)) {
      measure(WARM_UP);
      report(measure(MEASURED));
    }
  }

  private long[][] measure(int count) throws InterruptedException {
    long[][] nanos = new long[HOPS.length + 1][count];
    for (int i = 0; i < count; i++) {
      // Submitters are dead when they have not been heard of for a while.
      if (i % BETWEEN_ANNOUNCEMENTS == 0) {
        say(
            topics.submitters(),
            "one",
            new SubmitterAnnounced("one", "here", List.of("local"), 0, Instant.now()));
      }
      String request =
          """
          {"runId": "r%d", "spec": {"name": "birds", "steps":
            [{"name": "s", "application": "s3a://mayfly/a.jar", "mainClass": "A"}]}}"""
              .formatted(sent++);
      long begun = System.nanoTime();
      producer.send(topics.requests(), null, Map.of(), request.getBytes(StandardCharsets.UTF_8));
      long attempt = await(attempts);
      long command = await(commands);
      long assignment = await(assignments);
      nanos[0][i] = attempt - begun;
      nanos[1][i] = command - attempt;
      nanos[2][i] = assignment - command;
      nanos[3][i] = assignment - begun;
      await(completed);
    }
    return nanos;
  }

  private static void report(long[][] nanos) {
    var names = new ArrayList<>(List.of(HOPS));
    names.add("request -> driver start command");
    for (int i = 0; i < nanos.length; i++) {
      Arrays.sort(nanos[i]);
      System.out.printf(
          "%-34s p50 %5.1f ms   p99 %5.1f ms%n", names.get(i), at(nanos[i], 50), at(nanos[i], 99));
    }
  }

  private static double at(long[] sorted, int percent) {
    return sorted[sorted.length * percent / 100] / 1e6;
  }

  private static long await(BlockingQueue<Long> seen) throws InterruptedException {
    Long at = seen.poll(30, TimeUnit.SECONDS);
    if (at == null) {
      throw new IllegalStateException("nothing came within 30 s");
    }
    return at;
  }

  private void onRun(Input.Received record) {
    record
        .event()
        .ifPresent(
            event -> {
              if (event instanceof AttemptStarted) {
                attempts.add(System.nanoTime());
              } else if (event instanceof RunCompleted) {
                completed.add(System.nanoTime());
              }
            });
  }

  /** The provider and its worker. */
  private void onCommand(Input.Received record) {
    byte[] value = record.value();
    if (value == null) {
      return;
    }
    ClusterCommand command = Json.read(value, ClusterCommand.class);
    String id = command.request().clusterId();
    if (command.action() == ClusterCommand.Action.ENSURE) {
      commands.add(System.nanoTime());
    }
    Observed seen =
        command.action() == ClusterCommand.Action.RELEASE
            ? Observed.gone()
            : Observed.ready(new ClusterEndpoints("spark://127.0.0.1:7077", null));
    say(
        topics.observations("cluster"),
        id,
        new ClusterObservation(id, command.action(), command.generation(), seen));
  }

  /** The submitter: its driver would start now; the job ends at once, so that nothing heaps up. */
  private void onAssignment(Input.Received record) {
    record
        .event()
        .filter(e -> e instanceof Assignment a && a.stop() == null)
        .map(Assignment.class::cast)
        .ifPresent(
            a -> {
              assignments.add(System.nanoTime());
              say(
                  topics.steps(),
                  a.runId(),
                  new JobFinished(
                      a.runId(),
                      a.attempt(),
                      a.clusterId(),
                      Outcome.SUCCEEDED,
                      null,
                      null,
                      Summary.EMPTY,
                      Instant.now()));
            });
  }

  private void say(String topic, String key, Object event) {
    Instant now = Instant.now();
    String id = Json.sha256(topic + key + now + event).substring(0, 32);
    producer.send(topic, key, id, "/mayfly/bench", key, now, null, event);
  }
}
