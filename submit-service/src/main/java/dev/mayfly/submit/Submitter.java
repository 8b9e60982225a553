package dev.mayfly.submit;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.SubmitterAnnounced;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.process.GuardedProcess;
import dev.mayfly.submit.host.DriverHost;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/** A submitter at work: reads what it is assigned, looks after it, and says that it lives. */
final class Submitter implements SmartLifecycle {
  private final String id;
  private final List<String> profiles;
  private final Reconciler reconciler;
  private final EventProducer events;
  private final Topics topics;
  private final Times times;
  private final Clock clock;
  private final SubmitLoop loop;
  private final AssignmentReader reader;
  private final ScheduledExecutorService announcements =
      Executors.newSingleThreadScheduledExecutor(
          r -> {
            Thread thread = new Thread(r, "announcements");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean running;
  private volatile boolean acts;

  Submitter(
      String id,
      List<String> profiles,
      DriverHost host,
      KafkaConnection connection,
      EventProducer events,
      Topics topics,
      Times times,
      Clock clock) {
    this.id = id;
    this.profiles = profiles;
    this.reconciler =
        new Reconciler(
            id,
            host,
            new EventReports(events, topics, clock),
            times,
            clock,
            GuardedProcess::sinceBoot,
            this::readToEnd);
    this.events = events;
    this.topics = topics;
    this.times = times;
    this.clock = clock;
    this.loop = new SubmitLoop(reconciler);
    this.reader =
        new AssignmentReader(connection, topics, reconciler, this::allAssignmentsRead, loop::wake);
  }

  @Override
  public void start() {
    running = true;
    reader.start();
  }

  /**
   * @throws IllegalStateException while it may not act yet
   */
  void checkActs() {
    if (!acts) {
      throw new IllegalStateException("the assignments have not been read to their end yet");
    }
  }

  private void allAssignmentsRead() {
    loop.start();
    acts = true;
    announcements.scheduleWithFixedDelay(
        this::announce, 0, times.announce().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void readToEnd() {
    reader.readToEnd();
  }

  private void announce() {
    Instant now = clock.instant();
    events.send(
        topics.submitters(),
        id,
        Json.sha256(id + now).substring(0, 32),
        "/mayfly/submit-service",
        id,
        now,
        null,
        new SubmitterAnnounced(id, host(), profiles, reconciler.load(), now));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Drivers live on: whoever takes over this folder finds them. */
  @Override
  public void stop() {
    running = false;
    announcements.shutdownNow();
    reader.close();
    loop.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
