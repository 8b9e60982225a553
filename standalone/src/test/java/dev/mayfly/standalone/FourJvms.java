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
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** The four services, each in a JVM of its own, on one broker; each part may be killed. */
final class FourJvms implements AutoCloseable {
  private final Layout layout;
  private final S3Server objects;
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Map<String, ServiceJvm> first = new LinkedHashMap<>();
  private final List<ServiceJvm> second = new ArrayList<>();
  private KafkaBroker broker;

  private FourJvms(Layout layout, KafkaBroker broker, S3Server objects) {
    this.layout = layout;
    this.broker = broker;
    this.objects = objects;
  }

  /**
   * @param properties given to every service
   */
  static FourJvms start(Layout layout, Map<String, String> properties) throws IOException {
    Files.createDirectories(layout.temporary());
    Files.createDirectories(layout.logs());
    var settings =
        new Settings(
            0,
            0,
            withDefaults(properties, layout),
            (code, why) -> {
              throw new IllegalStateException("no service runs in this JVM");
            });
    Credentials credentials = settings.credentials(layout);
    S3Server objects =
        S3Server.start(layout.objects(), 0, credentials.accessKey(), credentials.secretKey());
    objects.createBucket(Installation.BUCKET);
    var four = new FourJvms(layout, startBroker(layout, 0), objects);
    try {
      four.fill(settings, credentials);
      for (Service service : four.services.values()) {
        four.first.put(service.name(), ServiceJvm.start(service.name(), service, Map.of(), layout));
      }
    } catch (IOException | RuntimeException e) {
      four.close();
      throw e;
    }
    return four;
  }

  /** What starts fastest, for drivers and executors that run for seconds. */
  static String shortLived(Layout layout) {
    return "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Djava.io.tmpdir="
        + layout.temporary();
  }

  private static KafkaBroker startBroker(Layout layout, int port) throws IOException {
    return KafkaBroker.start(
        BrokerOptions.in(layout.kafka())
            .withPort(port)
            .withLogFile(layout.logs().resolve("broker.log")));
  }

  private static Map<String, String> withDefaults(Map<String, String> properties, Layout layout) {
    var all = new LinkedHashMap<String, String>();
    all.put("mayfly.times.polite-stop", "3s");
    all.put("mayfly.times.announce", "1s");
    // With the margin, how long the end of a cluster waits for a call of which nobody said what
    // came.
    all.put("mayfly.times.command-valid", "10s");
    all.put("mayfly.times.longest-call", "5s");
    all.put("mayfly.submit.spark-conf[spark.driver.extraJavaOptions]", shortLived(layout));
    all.put("mayfly.submit.spark-conf[spark.executor.extraJavaOptions]", shortLived(layout));
    all.putAll(properties);
    return all;
  }

  private void fill(Settings settings, Credentials credentials) throws IOException {
    try (var bucket = new Bucket(storage())) {
      bucket.putIfMissing(layout.birdstrikes(), "examples/birdstrikes.csv");
    }
    try (var admin = new TopicAdmin(new KafkaConnection(bootstrapServers()))) {
      admin.create(topics(), 1);
    }
    ServiceSettings.all(layout, settings, bootstrapServers(), objects.endpoint(), credentials)
        .forEach(service -> services.put(service.name(), service));
  }

  /** Its first instance. */
  ServiceJvm service(String name) {
    return first.get(name);
  }

  /** A second instance; a submitter has a folder of its own, the others claim a slot. */
  ServiceJvm startSecond(String name) throws IOException {
    String label = name + "-2";
    Map<String, String> own =
        name.equals("submit")
            ? Map.of("mayfly.data-dir", layout.service(label).toString())
            : Map.of();
    ServiceJvm jvm = ServiceJvm.start(label, services.get(name), own, layout);
    second.add(jvm);
    return jvm;
  }

  void killBroker() throws IOException {
    broker.kill();
  }

  /** On the same port and data. */
  void startBrokerAgain() throws IOException {
    String address = bootstrapServers();
    broker = startBroker(layout, Integer.parseInt(address.substring(address.indexOf(':') + 1)));
  }

  /** All but the object storage, which is not Mayfly's. */
  void killAll() throws IOException {
    first.values().forEach(ServiceJvm::kill);
    broker.kill();
  }

  void startAllAgain() throws IOException {
    startBrokerAgain();
    for (ServiceJvm service : first.values()) {
      service.start();
    }
  }

  void assertAlive() {
    first.values().forEach(ServiceJvm::assertAlive);
    second.forEach(ServiceJvm::assertAlive);
  }

  /** How each instance is, and what it last complained of. */
  String evidence() {
    return Stream.concat(first.values().stream(), second.stream())
        .map(ServiceJvm::evidence)
        .collect(Collectors.joining("; "));
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  Topics topics() {
    return new Topics("mayfly");
  }

  Storage storage() {
    return new Storage(
        objects.endpoint(), Installation.BUCKET, Installation.REGION, layout.credentials());
  }

  @Override
  public void close() {
    first.values().forEach(ServiceJvm::close);
    second.forEach(ServiceJvm::close);
    Installation.endJobs(layout);
    quietly(objects);
    quietly(broker);
  }

  private static void quietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LoggerFactory.getLogger(FourJvms.class).warn("not ended in order", e);
    }
  }
}
