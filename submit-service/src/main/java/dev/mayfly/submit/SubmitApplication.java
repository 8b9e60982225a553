package dev.mayfly.submit;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.spring.ClientConfiguration;
import dev.mayfly.engine.spring.HealthChecks;
import dev.mayfly.engine.spring.HealthPart;
import dev.mayfly.storage.StorageConfig;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.process.ProcessDriverHost;
import dev.mayfly.submit.storage.LocalStore;
import dev.mayfly.submit.storage.ObjectStore;
import dev.mayfly.submit.storage.S3Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** submit-service: a reconciler of drivers, with a process host. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(ClientConfiguration.class)
public class SubmitApplication {

  public static void main(String[] args) {
    create().run(args);
  }

  /**
   * Ready to run, alone or beside others in one JVM: its defaults are in a file of its own name.
   */
  public static SpringApplication create() {
    var application = new SpringApplication(SubmitApplication.class);
    application.setDefaultProperties(Map.of("spring.config.name", "submit-service"));
    return application;
  }

  @Bean
  SubmitterId submitterId(Environment environment) throws IOException {
    return SubmitterId.claim(dataDir(environment));
  }

  @Bean
  ObjectStore objectStore(Environment environment) {
    StorageConfig storage = SubmitConfig.storage(environment);
    return storage.bucket() == null ? new LocalStore() : new S3Store(storage);
  }

  @Bean
  DriverHost driverHost(Environment environment, ObjectStore store, Times times, Clock clock) {
    StorageConfig storage = SubmitConfig.storage(environment);
    return new ProcessDriverHost(
        SubmitConfig.read(environment).host(times, storage), store, dataDir(environment), clock);
  }

  @Bean
  Submitter submitter(
      Environment environment,
      SubmitterId id,
      DriverHost host,
      KafkaConnection connection,
      EventProducer events,
      Topics topics,
      Times times,
      Clock clock) {
    return new Submitter(
        id.value(),
        SubmitConfig.read(environment).servedProfiles(),
        host,
        connection,
        events,
        topics,
        times,
        clock);
  }

  @Bean
  @ConditionalOnProperty("mayfly.storage.bucket")
  RunHistory runHistory(KafkaConnection connection, Topics topics, ObjectStore store) {
    return new RunHistory(
        connection.consumer(Map.of("group.id", RunHistory.group(topics))), topics, store);
  }

  @Bean
  HealthPart submitterPart(Submitter submitter) {
    return new HealthPart("submitter", submitter::checkActs);
  }

  @Bean
  HealthPart storagePart(ObjectStore store) {
    return new HealthPart("storage", store::check);
  }

  @Bean
  HealthPart diskPart(Environment environment) {
    return HealthChecks.disk(dataDir(environment));
  }

  private static Path dataDir(Environment environment) {
    return Path.of(environment.getProperty("mayfly.data-dir", ".mayfly-data/submit"))
        .toAbsolutePath();
  }
}
