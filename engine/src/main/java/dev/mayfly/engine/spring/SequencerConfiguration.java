package dev.mayfly.engine.spring;

import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.streams.FatalExit;
import dev.mayfly.engine.streams.Sequencer;
import dev.mayfly.engine.streams.Slot;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.kafka.streams.Topology;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.kafka.config.KafkaStreamsConfiguration;
import org.springframework.kafka.config.KafkaStreamsInfrastructureCustomizer;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/**
 * Runs the service's {@link Decision} over its {@link SequencerInputs}, both beans of the service.
 * A {@link FatalExit} bean replaces the end of the process, in tests. Property: {@code
 * mayfly.data-dir} (default {@code .mayfly-data/<service>}), which holds the slots of the instances
 * on this host.
 */
@Configuration(proxyBeanMethods = false)
@Import(ClientConfiguration.class)
public class SequencerConfiguration {
  private static final int CLOSE_SECONDS = 10;

  @Bean
  Slot slot(Environment environment, SequencerInputs inputs) throws IOException {
    String dir = environment.getProperty("mayfly.data-dir", ".mayfly-data/" + inputs.service());
    return Slot.claim(Path.of(dir));
  }

  @Bean
  Sequencer sequencer(
      KafkaConnection connection,
      Topics topics,
      SequencerInputs inputs,
      Decision decision,
      Clock clock,
      Slot slot,
      MeterRegistry registry,
      ObjectProvider<FatalExit> exit) {
    var sequencer =
        new Sequencer(
            connection,
            topics,
            inputs.reads(),
            decision,
            clock,
            slot,
            exit.getIfAvailable(FatalExit::ofProcess));
    sequencer.watchTimers(Metrics.lateness(registry));
    return sequencer;
  }

  /** Starts with the application, after {@link SequencerStart} has let it. */
  @Bean
  StreamsBuilderFactoryBean sequencerStreams(Sequencer sequencer) {
    var streams = new StreamsBuilderFactoryBean(new KafkaStreamsConfiguration(asMap(sequencer)));
    streams.setClientSupplier(sequencer.clients());
    streams.setStreamsUncaughtExceptionHandler(sequencer.failures());
    streams.setCloseTimeout(CLOSE_SECONDS);
    streams.setInfrastructureCustomizer(
        new KafkaStreamsInfrastructureCustomizer() {
          @Override
          public void configureTopology(Topology topology) {
            sequencer.addTo(topology);
          }
        });
    return streams;
  }

  @Bean
  SequencerStart sequencerStart(Sequencer sequencer) {
    return new SequencerStart(sequencer);
  }

  @Bean
  HealthPart sequencerPart(StreamsBuilderFactoryBean streams) {
    return new HealthPart("sequencer", () -> HealthChecks.streams(streams.getKafkaStreams()));
  }

  private static java.util.Map<String, Object> asMap(Sequencer sequencer) {
    var map = new java.util.HashMap<String, Object>();
    sequencer.properties().forEach((name, value) -> map.put(name.toString(), value));
    return map;
  }
}
