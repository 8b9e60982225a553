package dev.mayfly.cluster;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.cluster.provider.Provider;
import dev.mayfly.cluster.provider.Renewable;
import dev.mayfly.contracts.Times;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs commands and publishes what it saw. Holds nobody up: a cluster on its way is looked at
 * again until it has arrived, so that the ledger hears at once; the ledger's own repetition covers
 * a worker that dies meanwhile.
 */
final class CommandWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CommandWorker.class);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Map<String, Provider> providers;
  private final Consumer<ClusterObservation> observations;
  private final Times times;
  private final Clock clock;
  private final Map<String, Long> generations = new ConcurrentHashMap<>();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(r -> daemon(r, "cluster-looks"));

  /**
   * @param providers by profile
   */
  CommandWorker(
      Map<String, Provider> providers,
      Consumer<ClusterObservation> observations,
      Times times,
      Clock clock) {
    this.providers = providers;
    this.observations = observations;
    this.times = times;
    this.clock = clock;
  }

  void perform(ClusterCommand command) {
    String id = command.request().clusterId();
    Provider provider = providers.get(command.request().profile());
    if (provider == null || isOutdated(command)) {
      return;
    }
    if (clock.instant().isAfter(command.notAfter())) {
      log.info(
          "{} of {} came too late and is dropped; the ledger repeats it", command.action(), id);
      return;
    }
    Supplier<CompletionStage<Observed>> first =
        switch (command.action()) {
          case ENSURE -> () -> provider.ensure(command.request());
          case KEEP -> () -> keep(provider, command);
          case RELEASE -> () -> provider.release(id);
        };
    call(first, seen -> answered(command, provider, seen));
  }

  private static CompletionStage<Observed> keep(Provider provider, ClusterCommand command) {
    return provider instanceof Renewable renewable
        ? renewable.renew(command.request())
        : provider.describe(command.request().clusterId());
  }

  private static void call(Supplier<CompletionStage<Observed>> attempt, Consumer<Observed> answer) {
    CompletionStage<Observed> stage;
    try {
      stage = attempt.get();
    } catch (RuntimeException e) {
      stage = java.util.concurrent.CompletableFuture.failedStage(e);
    }
    stage
        .exceptionally(e -> Observed.failed(Failure.Kind.TRANSIENT, String.valueOf(e)))
        .thenAccept(answer);
  }

  /** An answered {@code ensure} is told at once: nothing can come late of it any more. */
  private void answered(ClusterCommand command, Provider provider, Observed seen) {
    if (command.action() == Action.ENSURE && isOnItsWay(command, seen)) {
      publish(command, seen);
    }
    seen(command, provider, seen);
  }

  private void seen(ClusterCommand command, Provider provider, Observed seen) {
    if (!isOnItsWay(command, seen)) {
      generations.remove(command.request().clusterId(), command.generation());
      publish(command, seen);
    } else if (!isOutdated(command)
        && clock.instant().isBefore(command.notAfter().plus(times.longestCall()))) {
      looks.schedule(
          () ->
              call(
                  () ->
                      command.action() == Action.ENSURE
                          ? provider.describe(command.request().clusterId())
                          : provider.release(command.request().clusterId()),
                  next -> seen(command, provider, next)),
          LOOK.toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  private void publish(ClusterCommand command, Observed seen) {
    observations.accept(
        new ClusterObservation(
            command.request().clusterId(), command.action(), command.generation(), seen));
  }

  private static boolean isOnItsWay(ClusterCommand command, Observed seen) {
    return switch (command.action()) {
      case ENSURE -> seen.state() == Observed.State.STARTING;
      case RELEASE -> seen.state() == Observed.State.STOPPING;
      case KEEP -> false;
    };
  }

  /** A newer command about the cluster has come; or this very one is being performed already. */
  private boolean isOutdated(ClusterCommand command) {
    return generations.merge(command.request().clusterId(), command.generation(), Math::max)
        > command.generation();
  }

  private static Thread daemon(Runnable r, String name) {
    Thread thread = new Thread(r, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
