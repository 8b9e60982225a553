package dev.mayfly.engine.spring;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** Parts that more than one service has. */
public final class HealthChecks {
  private static final long LEAST_FREE = 64L << 20;
  private static final byte[] PROBE = new byte[4096];

  private HealthChecks() {}

  /**
   * Up while the disk under a folder takes what is written to it and has room for what drivers and
   * clusters write: 64 MiB.
   *
   * @param dir need not exist yet
   */
  public static HealthPart disk(Path dir) {
    return disk(dir, LEAST_FREE);
  }

  static HealthPart disk(Path dir, long leastFree) {
    return new HealthPart("disk", () -> room(dir.toAbsolutePath(), leastFree));
  }

  /** A broker that is away for a while is waited for, so this stays up then. */
  static void streams(@Nullable KafkaStreams streams) {
    if (streams == null) {
      throw new IllegalStateException("it has not started to decide");
    }
    KafkaStreams.State state = streams.state();
    if (!state.isRunningOrRebalancing()) {
      throw new IllegalStateException("it decides nothing: Kafka Streams is " + state);
    }
  }

  private static void room(Path dir, long leastFree) throws IOException {
    Path existing = dir;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    long free = Files.getFileStore(existing).getUsableSpace();
    if (free < leastFree) {
      throw new IOException(
          (free >> 20)
              + " MiB are free under "
              + dir
              + ", less than the "
              + (leastFree >> 20)
              + " that drivers and clusters need");
    }
    if (existing.equals(dir)) {
      // A disk can have room and take nothing.
      Files.write(dir.resolve(".health"), PROBE, CREATE, TRUNCATE_EXISTING, WRITE, SYNC);
    }
  }
}
