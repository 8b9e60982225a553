package dev.mayfly.engine.spring;

import dev.mayfly.engine.streams.FatalExit;
import dev.mayfly.engine.streams.Slot;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.event.ConsumerStoppedEvent;
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

  /**
   * A service whose worker has stopped for good, as one that the broker has fenced, would decide on
   * and perform nothing.
   */
  @Bean
  ApplicationListener<ConsumerStoppedEvent> workerStopped(ObjectProvider<FatalExit> exit) {
    return event -> {
      if (event.getReason() != ConsumerStoppedEvent.Reason.NORMAL) {
        exit.getIfAvailable(FatalExit::ofProcess)
            .exit(FatalExit.RESTART, "The worker of commands has stopped: " + event.getReason());
      }
    };
  }
}
