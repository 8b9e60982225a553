package dev.mayfly.standalone;

import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.Credentials;
import dev.mayfly.cli.connection.Storage;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.embedded.BrokerOptions;
import dev.mayfly.embedded.KafkaBroker;
import dev.mayfly.embedded.S3Server;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole installation on this machine. {@link #start} may be interrupted, and {@link #close} ends
 * what had come to be by then.
 */
final class Installation implements AutoCloseable {
  static final String BUCKET = "mayfly";
  static final String EXAMPLES_JAR = "examples/mayfly-examples.jar";
  static final String REGION = "us-east-1";

  private static final Logger LOG = LoggerFactory.getLogger(Installation.class);
  private static final long SERVICES_CLOSE_SECONDS = 25;

  private final Layout layout;
  private final Settings settings;
  private final Consumer<String> progress;
  private final List<Service> services = new ArrayList<>();
  private @Nullable KafkaBroker broker;
  private @Nullable S3Server objects;

  Installation(Layout layout, Settings settings, Consumer<String> progress) {
    this.layout = layout;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Returns when requests are served.
   *
   * @throws IOException when a part did not start; the others are still there, until closed
   */
  void start() throws IOException {
    Files.createDirectories(layout.temporary());
    // Native parts of libraries are unpacked there.
    System.setProperty("java.io.tmpdir", layout.temporary().toString());
    long begun = System.nanoTime();
    Credentials credentials = settings.credentials(layout);
    CompletableFuture<Void> storage = CompletableFuture.runAsync(() -> startObjects(credentials));
    startBroker();
    progress.accept(took("broker           " + bootstrapServers(), begun));
    wait(storage);
    progress.accept(took("object storage   " + s3().endpoint(), begun));
    createTopics();
    startServices(credentials);
    progress.accept(took("services         scheduler, cluster, submit, notifier", begun));
  }

  String bootstrapServers() {
    if (broker == null) {
      throw new IllegalStateException("the broker was not started");
    }
    return broker.bootstrapServers();
  }

  boolean brokerAlive() {
    return broker != null && broker.alive();
  }

  Storage storage() {
    return new Storage(s3().endpoint(), BUCKET, REGION, layout.credentials());
  }

  /** Where each service says what is down, by the service's name; empty when they do not. */
  Map<String, Integer> healthPorts() {
    var ports = new LinkedHashMap<String, Integer>();
    for (Service service : services) {
      int port =
          Integer.parseInt(service.properties().getOrDefault(ServiceSettings.HEALTH_PORT, "0"));
      if (port != 0) {
        ports.put(service.name(), port);
      }
    }
    return ports;
  }

  Topics topics() {
    return new Topics("mayfly");
  }

  /** Bounded: a part that does not end in its time is left to the end of this process. */
  @Override
  public synchronized void close() {
    closeServices();
    if (objects != null) {
      quietly("S3 server", objects);
    }
    if (broker != null) {
      quietly("broker", broker);
    }
  }

  private S3Server s3() {
    if (objects == null) {
      throw new IllegalStateException("the S3 server was not started");
    }
    return objects;
  }

  private void startBroker() throws IOException {
    broker =
        KafkaBroker.start(
            BrokerOptions.in(layout.kafka())
                .withPort(settings.kafkaPort())
                .withLogFile(layout.logs().resolve("broker.log"))
                .withCacheDir(layout.cache()));
  }

  private void startObjects(Credentials credentials) {
    try {
      objects =
          S3Server.start(
              layout.objects(),
              settings.s3Port(),
              credentials.accessKey(),
              credentials.secretKey());
      objects.createBucket(BUCKET);
      try (var bucket = new Bucket(storage())) {
        bucket.putIfMissing(layout.birdstrikes(), "examples/birdstrikes.csv");
        if (Files.exists(layout.examplesJar())) {
          bucket.put(layout.examplesJar(), EXAMPLES_JAR);
        }
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private void createTopics() {
    try (var admin = new TopicAdmin(new KafkaConnection(bootstrapServers()))) {
      admin.create(topics(), 1);
    }
  }

  private void startServices(Credentials credentials) throws IOException {
    services.addAll(
        ServiceSettings.all(layout, settings, bootstrapServers(), s3().endpoint(), credentials));
    for (CompletableFuture<Void> start :
        services.stream().map(s -> CompletableFuture.runAsync(s::start, Threads::start)).toList()) {
      wait(start);
    }
  }

  private void closeServices() {
    List<CompletableFuture<Void>> ends =
        services.stream().map(s -> CompletableFuture.runAsync(s::close, Threads::start)).toList();
    try {
      CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
          .get(SERVICES_CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("not every service ended in order: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void quietly(String what, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("the {} did not end in order: {}", what, e.toString());
    }
  }

  private static void wait(CompletableFuture<Void> part) throws IOException {
    try {
      part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while the installation was starting");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      throw new IOException(
          "A part of the installation did not start: " + (cause == null ? e : cause), e);
    }
  }

  /**
   * Ends every driver, master, worker and executor of the installation, however it is run.
   *
   * @return how many there were
   */
  static int endJobs(Layout layout) {
    return new Jobs(layout.services()).end();
  }

  private static String took(String what, long begun) {
    return String.format(
        Locale.ROOT, "%-70s %5.1fs", what, (System.nanoTime() - begun) / 1_000_000_000.0);
  }
}
