package dev.mayfly.scheduler;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.spring.SequencerConfiguration;
import dev.mayfly.engine.spring.SequencerInputs;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** scheduler-service: a decision on the engine, and nothing else. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(SequencerConfiguration.class)
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
}
