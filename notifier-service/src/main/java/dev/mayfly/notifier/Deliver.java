package dev.mayfly.notifier;

import dev.mayfly.contracts.event.NotificationEvent.About;
import dev.mayfly.notifier.message.Message;
import java.time.Instant;

/**
 * The intent to tell one channel once, to be performed by any worker. Only a hint: what is not
 * answered by a {@link DeliveryObserved} is asked for again.
 *
 * @param channel as the job's author wrote it, as in {@code slack:data-alerts}
 * @param attempt from 1
 * @param possiblyRepeated an earlier attempt may have reached people; the message has to say so
 * @param notAfter checked immediately before the call: later, it must not be made any more
 */
public record Deliver(
    String runId,
    About about,
    String channel,
    int attempt,
    boolean possiblyRepeated,
    Instant notAfter,
    Message message) {

  /** Equal for all attempts to deliver one message to one channel. */
  public String deliveryId() {
    return Delivery.id(runId, about, channel);
  }
}
