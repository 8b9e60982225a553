package dev.mayfly.notifier;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.spring.HealthPart;
import dev.mayfly.engine.spring.SequencerConfiguration;
import dev.mayfly.engine.spring.SequencerInputs;
import dev.mayfly.engine.spring.WorkerConfiguration;
import dev.mayfly.notifier.channel.Channels;
import dev.mayfly.notifier.worker.DeliveryWorker;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;

/** The wiring of notifier-service: its decision, and the worker that performs its commands. */
@Configuration(proxyBeanMethods = false)
@Import({SequencerConfiguration.class, WorkerConfiguration.class})
class NotifierConfiguration {
  private static final Logger log = LoggerFactory.getLogger(NotifierConfiguration.class);
  private static final String SERVICE = "notifier";

  @Bean
  NotifierConfig notifierConfig(Environment environment) {
    return Binder.get(environment)
        .bindOrCreate("mayfly.notifier", Bindable.of(NotifierConfig.class));
  }

  @Bean
  SequencerInputs sequencerInputs(Topics topics) {
    return SequencerInputs.of(topics, SERVICE);
  }

  @Bean
  Decision decision(Topics topics, Times times, NotifierConfig config) {
    return new NotifierDecision(topics, times, config.patience());
  }

  @Bean
  Channels channels(NotifierConfig config, Topics topics, Clock clock) {
    Channels channels =
        Channels.of(
            config.webhooks(),
            config.addresses(),
            config.smtp(),
            topics.installation(),
            config.patience().callLimit(),
            clock);
    log.info("tells {}", String.join(", ", channels.names()));
    return channels;
  }

  /** Bound to the command topic by name: see {@code notifier-service.yaml}. */
  @Bean
  Consumer<Message<List<byte[]>>> deliver(DeliveryWorker worker) {
    return batch ->
        worker.accept(
            batch.getPayload(),
            () ->
                Objects.requireNonNull(
                        batch.getHeaders().get(KafkaHeaders.ACKNOWLEDGMENT, Acknowledgment.class))
                    .acknowledge());
  }

  @Bean
  DeliveryWorker deliveryWorker(
      Channels channels, EventProducer events, Topics topics, NotifierConfig config, Clock clock) {
    return new DeliveryWorker(
        channels,
        seen -> publish(seen, events, topics, clock),
        (bytes, reason) -> bury(bytes, reason, events, topics, clock),
        config.patience().callLimit(),
        clock);
  }

  @Bean
  HealthPart channelsPart(DeliveryWorker worker) {
    return new HealthPart("channels", () -> allTook(worker.notTaken()));
  }

  private static void allTook(Map<String, String> notTaken) {
    if (!notTaken.isEmpty()) {
      throw new IllegalStateException(
          notTaken.entrySet().stream()
              .map(e -> e.getKey() + " did not take the last message: " + e.getValue())
              .collect(Collectors.joining("; ")));
    }
  }

  private static void publish(
      DeliveryObserved seen, EventProducer events, Topics topics, Clock clock) {
    String delivery = Delivery.id(seen.runId(), seen.about(), seen.channel());
    String id = Json.sha256(delivery + "#" + seen.attempt()).substring(0, 32);
    String source = "/" + topics.installation() + "/notifier-service/worker";
    events
        .send(
            topics.observations(SERVICE),
            seen.runId(),
            id,
            source,
            seen.runId(),
            clock.instant(),
            null,
            seen)
        .whenComplete(
            (sent, failure) -> {
              if (failure != null) {
                log.warn(
                    "what became of {} could not be published; it will be asked for again: {}",
                    delivery,
                    failure.toString());
              }
            });
  }

  private static void bury(
      byte[] command, String reason, EventProducer events, Topics topics, Clock clock) {
    var headers =
        Map.of(
            "mayfly_reason", reason,
            "mayfly_topic", topics.commands(SERVICE),
            "mayfly_at", clock.instant().toString());
    events.send(topics.deadLetters(SERVICE), null, headers, command);
  }
}
