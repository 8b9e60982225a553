package dev.mayfly.cluster;

import dev.mayfly.cluster.provider.Provider;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Says what each profile offers, when the service starts and whenever that changes. */
final class ProfileAnnouncer implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ProfileAnnouncer.class);
  private static final long LOOK_EVERY_S = 10;

  private final Map<String, Provider> providers;
  private final EventProducer events;
  private final Topics topics;
  private final Map<String, String> announced = new HashMap<>();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          r -> {
            Thread thread = new Thread(r, "profile-announcer");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean running;

  ProfileAnnouncer(Map<String, Provider> providers, EventProducer events, Topics topics) {
    this.providers = providers;
    this.events = events;
    this.topics = topics;
  }

  @Override
  public void start() {
    running = true;
    looks.scheduleWithFixedDelay(this::announce, 0, LOOK_EVERY_S, TimeUnit.SECONDS);
  }

  @Override
  public void stop() {
    running = false;
    looks.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void announce() {
    providers.forEach(
        (profile, provider) -> {
          try {
            ProfileAnnounced now = provider.capabilities();
            String content = Json.text(now.announcedAt(Instant.EPOCH));
            if (!content.equals(announced.get(profile))) {
              events
                  .send(
                      topics.profiles(),
                      profile,
                      Json.sha256(content + now.announcedAt()).substring(0, 32),
                      "/mayfly/cluster-service",
                      profile,
                      now.announcedAt(),
                      null,
                      now)
                  .get(30, TimeUnit.SECONDS);
              announced.put(profile, content);
            }
          } catch (Exception e) {
            log.warn(
                "profile {} could not be announced; the next try is in {} s",
                profile,
                LOOK_EVERY_S,
                e);
          }
        });
  }
}
