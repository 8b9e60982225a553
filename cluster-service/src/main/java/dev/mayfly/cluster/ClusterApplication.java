package dev.mayfly.cluster;

import dev.mayfly.cluster.provider.Provider;
import dev.mayfly.cluster.provider.local.LocalProvider;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.spring.HealthChecks;
import dev.mayfly.engine.spring.HealthPart;
import dev.mayfly.engine.spring.SequencerConfiguration;
import dev.mayfly.engine.spring.SequencerInputs;
import dev.mayfly.engine.spring.WorkerConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.messaging.Message;

/** cluster-service: the ledger's decision on the engine, and workers that perform its commands. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({SequencerConfiguration.class, WorkerConfiguration.class})
public class ClusterApplication {
  /** A stray is put out after its second listing, within the grace period. */
  private static final int SWEEPS_A_GRACE = 10;

  public static void main(String[] args) {
    create().run(args);
  }

  /**
   * Ready to run, alone or beside others in one JVM: its defaults are in a file of its own name.
   */
  public static SpringApplication create() {
    var application = new SpringApplication(ClusterApplication.class);
    application.setDefaultProperties(Map.of("spring.config.name", "cluster-service"));
    return application;
  }

  @Bean
  Providers providers(Environment environment, Times times, Clock clock) {
    Path data = dataDir(environment);
    var providers = new LinkedHashMap<String, Provider>();
    ProfilesConfig.read(environment)
        .forEach(
            (name, config) ->
                providers.put(
                    name, new LocalProvider(config.asLocal(name), data, times.expiry(), clock)));
    if (providers.isEmpty()) {
      throw new IllegalArgumentException(
          "no profile is configured; expected mayfly.profiles.<name>.provider");
    }
    return new Providers(providers);
  }

  private static Path dataDir(Environment environment) {
    return Path.of(environment.getProperty("mayfly.data-dir", ".mayfly-data/cluster"))
        .toAbsolutePath();
  }

  @Bean
  HealthPart diskPart(Environment environment) {
    return HealthChecks.disk(dataDir(environment));
  }

  @Bean
  Decision clusterDecision(Topics topics, Times times, Providers providers) {
    return new ClusterDecision(topics, times, providers.byProfile().keySet());
  }

  @Bean
  SequencerInputs sequencerInputs(Topics topics) {
    return SequencerInputs.of(topics, "cluster");
  }

  @Bean
  ProfileAnnouncer profileAnnouncer(Providers providers, EventProducer events, Topics topics) {
    return new ProfileAnnouncer(providers.byProfile(), events, topics);
  }

  @Bean
  CommandWorker commandWorker(
      Providers providers, EventProducer events, Topics topics, Times times, Clock clock) {
    return new CommandWorker(
        providers.byProfile(),
        seen -> observed(seen.clusterId(), seen, events, topics, clock),
        times,
        clock);
  }

  @Bean
  Sweeper sweeper(
      Providers providers, EventProducer events, Topics topics, Times times, Clock clock) {
    return new Sweeper(
        providers.byProfile(),
        seen -> observed(seen.profile(), seen, events, topics, clock),
        times.grace().dividedBy(SWEEPS_A_GRACE),
        clock);
  }

  @Bean
  LeakWatch leakWatch(
      KafkaConnection connection, Topics topics, Times times, Clock clock, MeterRegistry registry) {
    var watch = new LeakWatch(connection, topics, times, clock);
    watch.addTo(registry);
    return watch;
  }

  private static void observed(
      String key, Object seen, EventProducer events, Topics topics, Clock clock) {
    events.send(
        topics.observations("cluster"),
        key,
        Json.sha256(seen + "@" + clock.instant()).substring(0, 32),
        "/mayfly/cluster-service/worker",
        key,
        clock.instant(),
        null,
        seen);
  }

  /**
   * Reads the commands in batches; what it takes is performed elsewhere, so that no partition is
   * held up.
   */
  @Bean
  Consumer<Message<List<byte[]>>> clusterCommands(CommandWorker worker) {
    return batch ->
        batch
            .getPayload()
            .forEach(command -> worker.perform(Json.read(command, ClusterCommand.class)));
  }

  record Providers(Map<String, Provider> byProfile) {}
}
