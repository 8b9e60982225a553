package dev.mayfly.standalone;

import dev.mayfly.cli.connection.Credentials;
import dev.mayfly.cluster.ClusterApplication;
import dev.mayfly.notifier.NotifierApplication;
import dev.mayfly.scheduler.SchedulerApplication;
import dev.mayfly.submit.SubmitApplication;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The services of an installation, each with its own settings. */
final class ServiceSettings {
  /** That of the first service; the others have the next ones, and with 0 none has any. */
  static final String HEALTH_PORT = "mayfly.health.port";

  static final List<String> NAMES = List.of("scheduler", "cluster", "submit", "notifier");

  private final Layout layout;
  private final Settings settings;
  private final String bootstrapServers;

  private ServiceSettings(Layout layout, Settings settings, String bootstrapServers) {
    this.layout = layout;
    this.settings = settings;
    this.bootstrapServers = bootstrapServers;
  }

  static List<Service> all(
      Layout layout, Settings settings, String bootstrapServers, URI s3, Credentials credentials) {
    var of = new ServiceSettings(layout, settings, bootstrapServers);
    return List.of(
        of.service("scheduler", SchedulerApplication.class, storage(s3, credentials)),
        of.service("cluster", ClusterApplication.class, of.cluster()),
        of.service("submit", SubmitApplication.class, of.submit(s3, credentials)),
        of.service("notifier", NotifierApplication.class, Map.of()));
  }

  private Map<String, String> cluster() {
    String profile = "mayfly.profiles.local.";
    return Map.of(
        profile + "daemon-options",
        String.join(" ", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1", sharing(), temporaryFiles()),
        profile + "provider",
        "local",
        profile + "spark-home",
        layout.sparkHome().toString(),
        profile + "python",
        layout.python().toString(),
        profile + "allowed-prefixes[0]",
        "s3a://" + Installation.BUCKET + "/",
        profile + "allowed-prefixes[1]",
        "file:" + layout.home() + "/");
  }

  private Map<String, String> submit(URI s3, Credentials credentials) {
    var all = new LinkedHashMap<String, String>();
    String conf = "mayfly.submit.spark-conf";
    all.put(conf + "[spark.local.dir]", layout.temporary().toString());
    all.put(conf + "[spark.driver.extraJavaOptions]", temporaryFiles());
    all.put(conf + "[spark.executor.extraJavaOptions]", temporaryFiles());
    // Of the two kinds of options these are the ones that jobs seldom set.
    all.put(conf + "[spark.driver.defaultJavaOptions]", sharing());
    all.put(conf + "[spark.executor.defaultJavaOptions]", sharing());
    all.put("mayfly.submit.profiles", "local");
    all.put("mayfly.submit.spark-home", layout.sparkHome().toString());
    all.put("mayfly.submit.python", layout.python().toString());
    all.put("mayfly.submit.listener-jar", layout.listenerJar().toString());
    all.putAll(storage(s3, credentials));
    return all;
  }

  private static Map<String, String> storage(URI s3, Credentials credentials) {
    return Map.of(
        "mayfly.storage.bucket",
        Installation.BUCKET,
        "mayfly.storage.endpoint",
        s3.toString(),
        "mayfly.storage.region",
        Installation.REGION,
        "mayfly.storage.access-key",
        credentials.accessKey(),
        "mayfly.storage.secret-key",
        credentials.secretKey());
  }

  private String sharing() {
    return ClassSharing.options(layout.sparkHome());
  }

  /** A killed JVM leaves its temporary files: here they go with the data, or are not made. */
  private String temporaryFiles() {
    return "-XX:-UsePerfData -Djava.io.tmpdir=" + layout.temporary();
  }

  private Service service(String name, Class<?> application, Map<String, String> own) {
    var all = new LinkedHashMap<String, String>();
    all.put("spring.kafka.bootstrap-servers", bootstrapServers);
    all.put("spring.cloud.stream.kafka.binder.brokers", bootstrapServers);
    all.put("spring.config.additional-location", "optional:file:" + layout.home() + "/mayfly.yaml");
    all.put("mayfly.installation", "mayfly");
    all.put("mayfly.data-dir", layout.service(name).toString());
    // Shows progress as it happens; on one machine a heartbeat costs nothing.
    all.put("mayfly.times.heartbeat", "1s");
    all.putAll(own);
    all.putAll(settings.properties());
    all.computeIfPresent(HEALTH_PORT, (key, first) -> healthPort(name, Integer.parseInt(first)));
    return new Service(name, application, all, settings.givenUp());
  }

  private static String healthPort(String name, int first) {
    return Integer.toString(first == 0 ? 0 : first + NAMES.indexOf(name));
  }
}
