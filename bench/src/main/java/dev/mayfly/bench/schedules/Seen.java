package dev.mayfly.bench.schedules;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What a consumer of committed records sees of the scheduler: how many of each type, and ticks. */
final class Seen implements AutoCloseable {
  private static final String TICK = "dev.mayfly.JobRequested";

  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final Fired fired;
  private final TopicReader reader;

  Seen(KafkaConnection connection, Topics topics, Fired fired) {
    this.fired = fired;
    this.reader =
        TopicReader.follow(connection, List.of(topics.requests(), topics.runs()), this::on);
  }

  /**
   * @param type as {@code DeployAccepted}
   */
  int count(String type) {
    return of("dev.mayfly." + type).get();
  }

  private AtomicInteger of(String type) {
    return counts.computeIfAbsent(type, t -> new AtomicInteger());
  }

  private void on(Input.Received record) {
    Instant now = Instant.now();
    String type = record.headers().getOrDefault("ce_type", "");
    byte[] value = record.value();
    if (type.equals(TICK) && value != null) {
      Instant due = Instant.parse(Json.read(value, Asked.class).tick().end());
      Instant decided = Instant.parse(record.headers().getOrDefault("ce_time", ""));
      fired.add(due, decided, now);
    }
    of(type).incrementAndGet();
  }

  private record Asked(Tick tick) {}

  private record Tick(String end) {}

  @Override
  public void close() {
    reader.close();
  }
}
