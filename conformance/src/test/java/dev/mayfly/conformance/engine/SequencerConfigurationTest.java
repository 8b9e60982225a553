package dev.mayfly.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Turn;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.engine.spring.SequencerConfiguration;
import dev.mayfly.engine.spring.SequencerInputs;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

@Timeout(60)
class SequencerConfigurationTest {
  private final Topics topics = new Topics(KafkaFixture.uniquePrefix().replace("-", ""));
  @TempDir Path dir;

  @Configuration(proxyBeanMethods = false)
  @Import(SequencerConfiguration.class)
  static class Service {
    @Bean
    SequencerInputs inputs(Topics topics) {
      return SequencerInputs.of(topics, "notifier");
    }

    @Bean
    Decision decision(Topics topics) {
      return new Decision() {
        @Override
        public void decide(Input input, Turn turn) {
          turn.publish(topics.notifications(), "key", new Echo("heard"));
        }

        @Override
        public void quarantine(Input input, String reason, Turn turn) {}
      };
    }
  }

  record Echo(String word) {}

  @Test
  void aServiceGivesADecisionAndItsInputsAndGetsASequencer() {
    try (var admin = new TopicAdmin(new KafkaConnection(KafkaFixture.bootstrapServers()))) {
      admin.create(topics, 1);
    }
    try (var context = start(Map.of("mayfly.times.heartbeat", "1s"))) {
      context
          .getBean(EventProducer.class)
          .send(topics.runs(), "r1", Map.of(), new byte[] {1})
          .join();

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> KafkaFixture.readAll(topics.notifications()).size() == 1);

      assertThat(context.getBean(Times.class).heartbeat()).isEqualTo(Duration.ofSeconds(1));
      assertThat(context.getBean(Times.class).expiry()).isEqualTo(Times.DEFAULT.expiry());
      assertThat(dir.resolve("slot-0/lock")).exists();
      KafkaStreams streams = context.getBean(StreamsBuilderFactoryBean.class).getKafkaStreams();
      assertThat(streams.state().isRunningOrRebalancing()).isTrue();
    }
  }

  @Test
  void aServiceWhoseTopicsAreMissingDoesNotStartAndSaysWhatToDo() {
    assertThatThrownBy(() -> start(Map.of()))
        .rootCause()
        .hasMessageContaining("notifier-service does not start")
        .hasMessageContaining(topics.runs() + " is missing")
        .hasMessageContaining(
            "mayfly topics create --bootstrap-servers "
                + KafkaFixture.bootstrapServers()
                + " --installation "
                + topics.installation());
  }

  private AnnotationConfigApplicationContext start(Map<String, Object> more) {
    var context = new AnnotationConfigApplicationContext();
    var properties = new java.util.HashMap<String, Object>(more);
    properties.put("mayfly.installation", topics.installation());
    properties.put("mayfly.data-dir", dir.toString());
    properties.put("spring.kafka.bootstrap-servers", KafkaFixture.bootstrapServers());
    context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("t", properties));
    context.register(Service.class);
    try {
      context.refresh();
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
    return context;
  }
}
