package dev.mayfly.engine.spring;

import dev.mayfly.engine.streams.Slot;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** For services that also perform their commands, by functions of Spring Cloud Stream. */
@Configuration(proxyBeanMethods = false)
public class WorkerConfiguration {

  /**
   * A worker that comes back after it was killed takes up its partitions at once. A newcomer would
   * have to wait for the dead one's session to end, and meanwhile nothing would be performed.
   */
  @Bean
  ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>> sameWorkerAgain(Slot slot) {
    return (container, destination, group) ->
        container
            .getContainerProperties()
            .getKafkaConsumerProperties()
            .setProperty(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, slot.instanceId());
  }
}
