package dev.mayfly.conformance.engine;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.streams.FatalExit;
import dev.mayfly.engine.streams.Sequencer;
import dev.mayfly.engine.streams.Slot;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** A counting sequencer as a process: servers, installation, folder, and perhaps its fault. */
final class SequencerMain {
  private SequencerMain() {}

  public static void main(String[] args) throws Exception {
    var topics = new Topics(args[1]);
    FatalExit exit = FatalExit.ofProcess();
    var sequencer =
        new Sequencer(
            new KafkaConnection(args[0]),
            topics,
            Reads.of(topics, "scheduler"),
            new CountingDecision(topics),
            Clock.systemUTC(),
            Slot.claim(Path.of(args[2])),
            (code, reason) -> {
              System.out.println(code + " " + reason);
              exit.exit(code, reason);
            });
    sequencer.prepare();
    var topology = new Topology();
    sequencer.addTo(topology);
    KafkaClientSupplier clients =
        args.length == 3
            ? sequencer.clients()
            : new FaultyClients(
                sequencer.clients(),
                FaultyClients.Point.valueOf(args[3]),
                Integer.parseInt(args[4]),
                args[5]);
    var streams =
        new KafkaStreams(topology, RunningSequencer.shortened(sequencer.properties()), clients);
    streams.setUncaughtExceptionHandler(sequencer.failures());
    streams.start();
    new CountDownLatch(1).await();
  }
}
