package dev.mayfly.notifier;

import dev.mayfly.notifier.message.Message;
import java.time.Instant;

/**
 * One message on its way to one channel.
 *
 * @param outstanding a command has been issued and not been answered; otherwise the next attempt is
 *     waited for
 * @param issuedAt when the current attempt was asked for
 */
record Delivery(
    String runId,
    About about,
    String channel,
    Message message,
    int attempt,
    boolean outstanding,
    boolean possiblyRepeated,
    Instant issuedAt,
    Instant giveUpAt) {

  static String id(String runId, About about, String channel) {
    return runId + "/" + about + "/" + channel;
  }

  String deliveryId() {
    return id(runId, about, channel);
  }

  Delivery issued(Instant at) {
    return new Delivery(
        runId, about, channel, message, attempt + 1, true, possiblyRepeated, at, giveUpAt);
  }

  Delivery waiting(boolean maybeDelivered) {
    boolean repeated = possiblyRepeated || maybeDelivered;
    return new Delivery(
        runId, about, channel, message, attempt, false, repeated, issuedAt, giveUpAt);
  }
}
