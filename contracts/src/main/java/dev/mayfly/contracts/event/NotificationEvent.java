package dev.mayfly.contracts.event;

import java.time.Instant;

/** What was told to people, on {@code mayfly.notifications}. */
public sealed interface NotificationEvent extends Event {
  String runId();

  /**
   * @param channel as the job's author wrote it, as in {@code slack:data-alerts}
   * @param attempts how many tries it took, from 1
   * @param possiblyRepeated a crash in mid-send may have told it twice
   */
  record NotificationSent(
      String runId, String channel, int attempts, boolean possiblyRepeated, Instant sentAt)
      implements NotificationEvent {}

  /** Given up after the channel's last try. */
  record NotificationFailed(
      String runId, String channel, int attempts, String cause, Instant failedAt)
      implements NotificationEvent {}
}
