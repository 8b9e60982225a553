package dev.mayfly.contracts.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was told to people, on {@code mayfly.notifications}. */
public sealed interface NotificationEvent extends Event {
  String runId();

  /** What was told: a run may be told of twice, but of each once. */
  enum About {
    /** How the run ended, or that it was rejected. */
    OUTCOME,
    /** That a cluster whose end was unconfirmed is gone. */
    TEARDOWN
  }

  /**
   * @param channel as the job's author wrote it, as in {@code slack:data-alerts}
   * @param attempts how many tries it took, from 1
   * @param possiblyRepeated a crash in mid-send may have told it twice
   * @param about null from a version that did not say it
   */
  record NotificationSent(
      String runId,
      String channel,
      int attempts,
      boolean possiblyRepeated,
      Instant sentAt,
      @Nullable About about)
      implements NotificationEvent {}

  /** Given up after the channel's last try. */
  record NotificationFailed(
      String runId, String channel, int attempts, String cause, Instant failedAt)
      implements NotificationEvent {}
}
