package dev.mayfly.bench;

import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.engine.kafka.TopicReader;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * How long one hop takes: a request is sent, a decision stores and forwards it, a reader sees it
 * committed. One request at a time; then how much of a core the process takes while idle.
 */
public final class Hops {
  private static final int WARM_UP = 500;
  private static final int MEASURED = 1_000;
  private static final Duration IDLE = Duration.ofSeconds(10);

  private Hops() {}

  /** Remembers each input by its number and forwards it. */
  private static final class Forward implements Decision {
    private static final StateKind<Hop> HOP = new StateKind<>("hop", Hop.class);
    private final Topics topics;

    Forward(Topics topics) {
      this.topics = topics;
    }

    @Override
    public void decide(Input input, Turn turn) {
      int count = turn.load(HOP, "last").map(Hop::count).orElse(0) + 1;
      turn.save(HOP, "last", new Hop(count));
      turn.publish(topics.runs(), "hop", new Hop(count));
    }

    @Override
    public void quarantine(Input input, String reason, Turn turn) {}
  }

  record Hop(int count) {}

  public static void main(String[] args) throws Exception {
    var connection = new KafkaConnection(KafkaFixture.bootstrapServers());
    var topics = new Topics("hops");
    try (var admin = new TopicAdmin(connection)) {
      admin.create(topics, 1);
    }
    try (var sequencer =
        RunningSequencer.start(connection, topics, "scheduler", new Forward(topics))) {
      measure(connection, topics);
    }
  }

  private static void measure(KafkaConnection connection, Topics topics) throws Exception {
    var seen = new SynchronousQueue<Input.Received>();
    try (var producer = new EventProducer(connection);
        var reader =
            TopicReader.follow(connection, List.of(topics.runs()), record -> hand(seen, record))) {
      hops(WARM_UP, producer, topics, seen);
      long[] nanos = hops(MEASURED, producer, topics, seen);
      Arrays.sort(nanos);
      System.out.printf(
          "one hop, %d requests one at a time: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms%n",
          nanos.length,
          nanos[nanos.length / 2] / 1e6,
          nanos[nanos.length * 90 / 100] / 1e6,
          nanos[nanos.length * 99 / 100] / 1e6,
          nanos[nanos.length - 1] / 1e6);
    }
    System.out.printf("idle: %.1f %% of a core%n", idlePercent(seen));
  }

  private static void hand(SynchronousQueue<Input.Received> seen, Input.Received record) {
    try {
      seen.put(record);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long[] hops(
      int count, EventProducer producer, Topics topics, SynchronousQueue<Input.Received> seen)
      throws InterruptedException {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      producer.send(topics.requests(), null, Map.of(), new byte[100]);
      if (seen.poll(30, TimeUnit.SECONDS) == null) {
        throw new IllegalStateException("request " + i + " was not forwarded within 30 s");
      }
      nanos[i] = System.nanoTime() - start;
    }
    return nanos;
  }

  private static double idlePercent(SynchronousQueue<Input.Received> seen)
      throws InterruptedException {
    var process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = process.getProcessCpuTime();
    long start = System.nanoTime();
    // Nothing comes; this is a wait.
    seen.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
    return 100.0 * (process.getProcessCpuTime() - cpu) / (System.nanoTime() - start);
  }
}
