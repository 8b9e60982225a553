package dev.mayfly.notifier;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** notifier-service as a process, or as one of several contexts in a JVM. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(NotifierConfiguration.class)
public class NotifierApplication {

  /** Not yet run; its settings are read from {@code notifier-service.yaml}, then as Boot does. */
  public static SpringApplication create() {
    var application = new SpringApplication(NotifierApplication.class);
    application.setDefaultProperties(Map.of("spring.config.name", "notifier-service"));
    return application;
  }

  public static void main(String[] args) {
    create().run(args);
  }
}
