package dev.mayfly.engine.spring;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * What every service needs of Kafka and of the installation. Properties: {@code
 * mayfly.installation} (default {@code mayfly}), {@code mayfly.times.*}, {@code
 * spring.kafka.bootstrap-servers} (default {@code localhost:9092}) and {@code
 * spring.kafka.properties.*}, given to every client as they are; {@code mayfly.health.port}
 * (default 0: neither health nor metrics) and {@code mayfly.health.address} (default {@code
 * 127.0.0.1}).
 */
@Configuration(proxyBeanMethods = false)
public class ClientConfiguration {

  @Bean
  Topics topics(Environment environment) {
    return new Topics(environment.getProperty("mayfly.installation", "mayfly"));
  }

  @Bean
  Times times(Environment environment) {
    return Binder.get(environment).bindOrCreate("mayfly.times", Bindable.of(Times.class));
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  KafkaConnection kafkaConnection(Environment environment) {
    BindResult<Map<String, String>> properties =
        Binder.get(environment)
            .bind("spring.kafka.properties", Bindable.mapOf(String.class, String.class));
    return new KafkaConnection(
        environment.getProperty("spring.kafka.bootstrap-servers", "localhost:9092"),
        properties.isBound() ? properties.get() : Map.of());
  }

  @Bean
  EventProducer eventProducer(KafkaConnection connection) {
    return new EventProducer(connection);
  }

  @Bean
  BrokerHealth brokerHealth(KafkaConnection connection) {
    return new BrokerHealth(connection);
  }

  @Bean
  HealthPart brokerPart(BrokerHealth broker) {
    return new HealthPart("broker", broker::check);
  }

  @Bean
  PrometheusMeterRegistry meterRegistry() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    return registry;
  }

  @Bean
  HealthServer healthServer(
      Environment environment, List<HealthPart> parts, PrometheusMeterRegistry registry) {
    var address =
        new InetSocketAddress(
            environment.getProperty("mayfly.health.address", "127.0.0.1"),
            environment.getProperty("mayfly.health.port", Integer.class, 0));
    return new HealthServer(
        environment.getProperty("spring.application.name", "mayfly"),
        address,
        parts,
        HealthServer.PATIENCE,
        registry::scrape);
  }
}
