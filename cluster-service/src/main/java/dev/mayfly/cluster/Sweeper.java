package dev.mayfly.cluster;

import dev.mayfly.cluster.provider.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Lists what the providers have, and says so. It ends nothing: that is for the ledger to decide.
 */
final class Sweeper implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  private final Map<String, Provider> providers;
  private final Consumer<Inventory> observations;
  private final Duration interval;
  private final Clock clock;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          r -> {
            Thread thread = new Thread(r, "sweeper");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean running;

  /**
   * @param providers by profile
   * @param interval between two listings
   */
  Sweeper(
      Map<String, Provider> providers,
      Consumer<Inventory> observations,
      Duration interval,
      Clock clock) {
    this.providers = providers;
    this.observations = observations;
    this.interval = interval;
    this.clock = clock;
  }

  @Override
  public void start() {
    running = true;
    ticks.scheduleWithFixedDelay(this::sweep, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    running = false;
    ticks.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void sweep() {
    providers.forEach(
        (profile, provider) -> {
          Instant begun = clock.instant();
          try {
            provider
                .list()
                .whenComplete(
                    (clusters, failure) -> {
                      if (failure == null) {
                        observations.accept(new Inventory(profile, clusters, begun));
                      } else {
                        cannot(profile, failure);
                      }
                    });
          } catch (RuntimeException e) {
            cannot(profile, e);
          }
        });
  }

  private static void cannot(String profile, Throwable failure) {
    log.warn(
        "the clusters of profile {} could not be listed; it is tried again: {}",
        profile,
        failure + "");
  }
}
