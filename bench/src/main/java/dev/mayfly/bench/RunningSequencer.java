package dev.mayfly.bench;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.streams.Sequencer;
import dev.mayfly.engine.streams.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams;

/** A service's real sequencer, in this JVM. */
public final class RunningSequencer implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(5);

  private final Slot slot;
  private final Sequencer sequencer;
  private final KafkaStreams streams;

  private RunningSequencer(Slot slot, Sequencer sequencer, KafkaStreams streams) {
    this.slot = slot;
    this.sequencer = sequencer;
    this.streams = streams;
  }

  /**
   * Returns when its state is restored.
   *
   * @param service as {@link Reads} calls it
   */
  public static RunningSequencer start(
      KafkaConnection connection, Topics topics, String service, Decision decision)
      throws IOException, InterruptedException {
    Path slots = Path.of("slots", topics.installation(), service);
    Slot slot = Slot.claim(Files.createDirectories(slots));
    var sequencer =
        new Sequencer(
            connection,
            topics,
            Reads.of(topics, service),
            decision,
            Clock.systemUTC(),
            slot,
            (code, reason) -> System.err.println(reason));
    sequencer.prepare();
    var started = new RunningSequencer(slot, sequencer, sequencer.streams());
    try {
      started.streams.start();
      Waiting.require(service, started::isRunning, LONGEST_START);
      return started;
    } catch (InterruptedException | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  private boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  @Override
  public void close() throws IOException {
    streams.close(Duration.ofSeconds(30));
    sequencer.close();
    slot.close();
  }
}
