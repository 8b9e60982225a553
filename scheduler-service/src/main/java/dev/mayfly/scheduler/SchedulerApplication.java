package dev.mayfly.scheduler;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.spring.HealthPart;
import dev.mayfly.engine.spring.SequencerConfiguration;
import dev.mayfly.engine.spring.SequencerInputs;
import dev.mayfly.engine.spring.WorkerConfiguration;
import dev.mayfly.scheduler.worker.ObjectLook;
import dev.mayfly.scheduler.worker.ObjectWorker;
import dev.mayfly.scheduler.worker.S3Look;
import dev.mayfly.storage.StorageConfig;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.messaging.Message;

/** scheduler-service: a decision on the engine, and the worker that looks for objects. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({SequencerConfiguration.class, WorkerConfiguration.class})
public class SchedulerApplication {

  public static void main(String[] args) {
    create().run(args);
  }

  /**
   * Ready to run, alone or beside others in one JVM: its defaults are in a file of its own name.
   */
  public static SpringApplication create() {
    var application = new SpringApplication(SchedulerApplication.class);
    application.setDefaultProperties(Map.of("spring.config.name", "scheduler-service"));
    return application;
  }

  /** Property: {@code mayfly.concurrency.*}. */
  @Bean
  Decision schedulerDecision(Topics topics, Times times, Environment environment) {
    Concurrency limits =
        Binder.get(environment).bindOrCreate("mayfly.concurrency", Bindable.of(Concurrency.class));
    return new SchedulerDecision(topics, times, limits);
  }

  @Bean
  SequencerInputs sequencerInputs(Topics topics) {
    return SequencerInputs.of(topics, "scheduler");
  }

  /** Properties: {@code mayfly.storage.*}. */
  @Bean
  ObjectLook objectLook(Environment environment) {
    return new S3Look(
        Binder.get(environment).bindOrCreate("mayfly.storage", Bindable.of(StorageConfig.class)));
  }

  @Bean
  ObjectWorker objectWorker(ObjectLook look, EventProducer events, Topics topics, Clock clock) {
    return new ObjectWorker(look, found -> observed(found, events, topics, clock), clock);
  }

  private static void observed(
      ObjectsFound found, EventProducer events, Topics topics, Clock clock) {
    events.send(
        topics.observations("scheduler"),
        found.runId(),
        Json.sha256(found + "@" + clock.instant()).substring(0, 32),
        "/mayfly/scheduler-service/worker",
        found.runId(),
        clock.instant(),
        null,
        found);
  }

  /** Bound to the command topic by name: see {@code scheduler-service.yaml}. */
  @Bean
  Consumer<Message<List<byte[]>>> lookForObjects(ObjectWorker worker) {
    return batch -> worker.accept(batch.getPayload());
  }

  @Bean
  HealthPart storagePart(ObjectWorker worker) {
    return new HealthPart("storage", worker::check);
  }
}
