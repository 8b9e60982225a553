package dev.mayfly.bench.schedules;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.streams.Sequencer;
import dev.mayfly.engine.streams.Slot;
import dev.mayfly.scheduler.Concurrency;
import dev.mayfly.scheduler.SchedulerDecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;

/** The scheduler's real sequencer, in this JVM. */
final class RunningScheduler implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(5);

  private final Slot slot;
  private final Sequencer sequencer;
  private final KafkaStreams streams;

  private RunningScheduler(Slot slot, Sequencer sequencer, KafkaStreams streams) {
    this.slot = slot;
    this.sequencer = sequencer;
    this.streams = streams;
  }

  /** Returns when its state is restored. */
  static RunningScheduler start(KafkaConnection connection, Topics topics, Concurrency limits)
      throws IOException, InterruptedException {
    String name = topics.installation();
    Slot slot = Slot.claim(Files.createDirectories(Path.of("slots", name)));
    var sequencer =
        new Sequencer(
            connection,
            topics,
            Reads.of(topics, "scheduler"),
            new SchedulerDecision(topics, Times.DEFAULT, limits),
            Clock.systemUTC(),
            slot,
            (code, reason) -> System.err.println(reason));
    sequencer.prepare();
    KafkaStreams streams = sequencer.streams();
    streams.start();
    Waiting.require(
        "the scheduler", () -> streams.state() == KafkaStreams.State.RUNNING, LONGEST_START);
    return new RunningScheduler(slot, sequencer, streams);
  }

  /** What its runs need to be accepted. */
  static void announceProfile(EventProducer producer, Topics topics) {
    Instant now = Instant.now();
    var profile =
        new ProfileAnnounced(
            "local",
            "local",
            "4.2.0",
            List.of(),
            null,
            List.of("s3a://mayfly/"),
            Map.of(),
            ProfileAnnounced.Limits.NONE,
            null,
            null,
            now);
    producer
        .send(topics.profiles(), "local", "profile", "/bench", "local", now, null, profile)
        .join();
  }

  @Override
  public void close() throws IOException {
    streams.close(Duration.ofSeconds(30));
    sequencer.close();
    slot.close();
  }
}
