package dev.mayfly.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The child JVM of {@link KafkaBroker}. Arguments: its settings, its log file and, optionally,
 * {@value #END_WITH_STDIN}: end when standard input does, which is when the parent has died.
 */
public final class BrokerMain {
  static final String END_WITH_STDIN = "end-with-stdin";

  private static final long LOG_BYTES = 5L * 1024 * 1024;
  private static final long LOCK_PATIENCE_MS = 30_000;
  private static final long STOP_PATIENCE_MS = 15_000;

  private BrokerMain() {}

  public static void main(String[] args) {
    try {
      PrintStream log =
          new PrintStream(
              new RollingOutput(Path.of(args[1]), LOG_BYTES), true, StandardCharsets.UTF_8);
      System.setOut(log);
      System.setErr(log);
      if (args.length > 2 && args[2].equals(END_WITH_STDIN)) {
        daemon("parent-watch", BrokerMain::exitAtEndOfStdin);
      }
      run(Path.of(args[0]));
    } catch (Throwable e) {
      e.printStackTrace();
      // Kafka's own threads may be running, and none of them must keep a failed broker alive.
      Runtime.getRuntime().halt(1);
    }
  }

  private static void run(Path configFile) throws Exception {
    Properties config = new Properties();
    try (Reader in = Files.newBufferedReader(configFile)) {
      config.load(in);
    }
    Path logDir = Path.of(config.getProperty("log.dirs"));
    Files.createDirectories(logDir);
    try (FileChannel channel =
            FileChannel.open(
                logDir.resolveSibling("broker.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = lock(channel, logDir)) {
      if (!Files.exists(logDir.resolve("meta.properties"))) {
        format(logDir);
      }
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "broker-stop"));
      server.startup();
      server.awaitShutdown();
    }
  }

  /** A predecessor whose parent was killed needs a moment to close its files and its ports. */
  private static FileLock lock(FileChannel channel, Path logDir)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LOCK_PATIENCE_MS * 1_000_000;
    while (true) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "Another broker has used %s for %d s since this one was started. Stop that one first, or choose another data directory."
                .formatted(logDir, LOCK_PATIENCE_MS / 1000));
      }
      Thread.sleep(50);
    }
  }

  private static void format(Path logDir) throws Exception {
    new Formatter()
        .setPrintStream(System.out)
        .setNodeId(BrokerConfig.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .addDirectory(logDir.toString())
        .setMetadataLogDirectory(logDir.toString())
        .setControllerListenerName(BrokerConfig.CONTROLLER_LISTENER)
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setIgnoreFormatted(true)
        .run();
  }

  private static void stop(KafkaRaftServer server) {
    daemon(
        "broker-stop-deadline",
        () -> {
          try {
            Thread.sleep(STOP_PATIENCE_MS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          System.err.println(
              "The broker did not stop in time; it is halted, and recovers its log at the next start.");
          Runtime.getRuntime().halt(2);
        });
    server.shutdown();
  }

  private static void exitAtEndOfStdin() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes here: only the end matters.
      }
    } catch (IOException e) {
      System.err.println("Standard input failed, which is taken as its end: " + e);
    }
    System.err.println(
        "Standard input has ended: the parent stops this broker, or has died. The broker stops.");
    System.exit(0);
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }
}
