package dev.mayfly.notifier;

import dev.mayfly.contracts.event.NotificationEvent.About;
import dev.mayfly.notifier.message.Message;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to one channel.
 *
 * @param outstanding a command has been issued and not been answered; otherwise the next attempt is
 *     waited for
 * @param issuedAt when the current attempt was asked for
 * @param said the last that the channel itself had to say
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
    Instant giveUpAt,
    @Nullable String said) {

  static String id(String runId, About about, String channel) {
    return runId + "/" + about + "/" + channel;
  }

  String deliveryId() {
    return id(runId, about, channel);
  }

  Delivery issued(Instant at) {
    return new Delivery(
        runId, about, channel, message, attempt + 1, true, possiblyRepeated, at, giveUpAt, said);
  }

  /**
   * @param words null when the channel itself said nothing
   */
  Delivery waiting(boolean maybeDelivered, @Nullable String words) {
    boolean repeated = possiblyRepeated || maybeDelivered;
    String last = words == null ? said : words;
    return new Delivery(
        runId, about, channel, message, attempt, false, repeated, issuedAt, giveUpAt, last);
  }
}
