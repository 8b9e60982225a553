package dev.mayfly.submit;

import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.StepEvent;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt says to the broker, and when it was last heard there. After a silence as long as
 * a driver's lease the attempt may have been given up and another have begun: what runs may end,
 * nothing more is started.
 */
final class Contact {
  private final Reports reports;
  private final Duration lease;
  private final Supplier<Duration> sinceBoot;
  private @Nullable Duration lastHeard;
  private boolean lost;

  Contact(Reports reports, Duration lease, Supplier<Duration> sinceBoot) {
    this.reports = reports;
    this.lease = lease;
    this.sinceBoot = sinceBoot;
  }

  Duration sinceBoot() {
    return sinceBoot.get();
  }

  /** Returns when the broker has it. */
  void publish(StepEvent event) {
    Duration sentAt = sinceBoot();
    reports.publish(event);
    heard(sentAt);
  }

  /**
   * @param acknowledged is given when it was sent, once the broker has it
   */
  void heartbeat(JobProgressed progress, Consumer<Duration> acknowledged) {
    Duration sentAt = sinceBoot();
    reports.heartbeat(
        progress,
        () -> {
          heard(sentAt);
          acknowledged.accept(sentAt);
        });
  }

  private synchronized void heard(Duration sentAt) {
    if (lastHeard != null && sentAt.minus(lastHeard).compareTo(lease) >= 0) {
      lost = true;
    }
    lastHeard = sentAt;
  }

  /** When the last record was sent that the broker has. */
  synchronized Duration lastHeard() {
    return Objects.requireNonNull(lastHeard, "an attempt begins with a report");
  }

  synchronized boolean isLost() {
    return lost;
  }
}
