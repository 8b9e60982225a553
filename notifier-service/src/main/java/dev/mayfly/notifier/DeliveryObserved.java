package dev.mayfly.notifier;

import dev.mayfly.contracts.event.NotificationEvent.About;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a worker saw when it performed a {@link Deliver}.
 *
 * @param after the channel asks not to be tried again before; only with {@code RETRY}
 * @param maybeDelivered nobody knows whether the message reached people; only with {@code RETRY}
 * @param detail for people: what the channel answered, or why it was not asked; never a secret
 */
public record DeliveryObserved(
    String runId,
    About about,
    String channel,
    int attempt,
    Result result,
    @Nullable Duration after,
    boolean maybeDelivered,
    String detail) {

  public enum Result {
    SENT,
    /** It may work later. */
    RETRY,
    /** It will never work. */
    FAILED,
    /** The channel was not asked, so that it surely told nobody. */
    NOT_BEGUN
  }
}
