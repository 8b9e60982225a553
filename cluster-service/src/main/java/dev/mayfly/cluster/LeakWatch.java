package dev.mayfly.cluster;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.UnreadableRecordException;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Counts the clusters that promise 3 forbids: those that were to be put out longer ago than the
 * grace period, and have not been. From what was told of them, so that every instance says the
 * same.
 */
final class LeakWatch implements SmartLifecycle {
  private final KafkaConnection connection;
  private final Topics topics;
  private final Times times;
  private final Clock clock;
  private final Map<String, Instant> stopping = new ConcurrentHashMap<>();
  private @Nullable TopicReader reader;

  LeakWatch(KafkaConnection connection, Topics topics, Times times, Clock clock) {
    this.connection = connection;
    this.topics = topics;
    this.times = times;
    this.clock = clock;
  }

  void addTo(MeterRegistry registry) {
    Gauge.builder("mayfly.clusters.leaked", this, LeakWatch::leaked)
        .description("Clusters that outlive their last lease by more than the grace period.")
        .register(registry);
  }

  /** NaN while it is not known. */
  double leaked() {
    TopicReader current;
    synchronized (this) {
      current = reader;
    }
    boolean known = current != null && current.caughtUp().isDone() && !current.ended().isDone();
    return known ? count() : Double.NaN;
  }

  long count() {
    Instant latest = clock.instant().minus(times.grace());
    return stopping.values().stream().filter(since -> since.isBefore(latest)).count();
  }

  void on(Input.Received record) {
    Event event;
    try {
      event = record.event().orElse(null);
    } catch (UnreadableRecordException e) {
      return;
    }
    if (event instanceof ClusterStopping e) {
      stopping.putIfAbsent(e.clusterId(), e.stoppingAt());
    } else if (event instanceof ClusterStopped e) {
      stopping.remove(e.clusterId());
    }
  }

  @Override
  public synchronized void start() {
    reader = TopicReader.follow(connection, List.of(topics.clusters()), this::on);
  }

  @Override
  public synchronized void stop() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return reader != null;
  }

  /** After the topics were found to be as they must. */
  @Override
  public int getPhase() {
    return 1;
  }
}
