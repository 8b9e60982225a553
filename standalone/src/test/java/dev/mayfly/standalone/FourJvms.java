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
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The four services, each in a JVM of its own, on one broker. */
final class FourJvms implements AutoCloseable {
  private final Layout layout;
  private final KafkaBroker broker;
  private final S3Server objects;
  private final Map<String, ServiceJvm> services = new LinkedHashMap<>();

  private FourJvms(Layout layout, KafkaBroker broker, S3Server objects) {
    this.layout = layout;
    this.broker = broker;
    this.objects = objects;
  }

  static FourJvms start(Layout layout) throws IOException {
    Files.createDirectories(layout.temporary());
    Files.createDirectories(layout.logs());
    var settings =
        new Settings(
            0,
            0,
            Map.of(
                "mayfly.times.polite-stop",
                "3s",
                "mayfly.times.announce",
                "1s",
                "mayfly.submit.spark-conf[spark.driver.extraJavaOptions]",
                shortLived(layout),
                "mayfly.submit.spark-conf[spark.executor.extraJavaOptions]",
                shortLived(layout)),
            (code, why) -> {
              throw new IllegalStateException("no service runs in this JVM");
            });
    Credentials credentials = settings.credentials(layout);
    S3Server objects =
        S3Server.start(layout.objects(), 0, credentials.accessKey(), credentials.secretKey());
    objects.createBucket(Installation.BUCKET);
    KafkaBroker broker =
        KafkaBroker.start(
            BrokerOptions.in(layout.kafka()).withLogFile(layout.logs().resolve("broker.log")));
    var four = new FourJvms(layout, broker, objects);
    try {
      try (var bucket = new Bucket(four.storage())) {
        bucket.putIfMissing(layout.birdstrikes(), "examples/birdstrikes.csv");
      }
      try (var admin = new TopicAdmin(new KafkaConnection(broker.bootstrapServers()))) {
        admin.create(four.topics(), 1);
      }
      for (Service service :
          ServiceSettings.all(
              layout, settings, broker.bootstrapServers(), objects.endpoint(), credentials)) {
        four.services.put(service.name(), ServiceJvm.start(service, layout));
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

  ServiceJvm service(String name) {
    return services.get(name);
  }

  void assertAlive() {
    services.values().forEach(ServiceJvm::assertAlive);
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
    services.values().forEach(ServiceJvm::close);
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
