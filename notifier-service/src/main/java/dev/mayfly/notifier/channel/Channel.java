package dev.mayfly.notifier.channel;

import dev.mayfly.notifier.message.Message;
import java.time.Duration;

/**
 * One way to reach people. Used by one thread at a time; several channels are used side by side.
 */
public interface Channel {

  /**
   * Tells people, and returns within the call limit that it was made with. Whatever goes wrong is a
   * {@link Result}; its detail is shown to people and holds no secret.
   *
   * @param idempotencyKey the same for every attempt to deliver this message here
   * @param possiblyRepeated an earlier attempt may have reached people: where the channel cannot
   *     tell by the key, the message says so
   */
  Result deliver(Message message, String idempotencyKey, boolean possiblyRepeated);

  sealed interface Result {

    String detail();

    record Sent(String detail) implements Result {}

    /**
     * It may work later.
     *
     * @param after not before; zero when the channel did not say
     * @param maybeDelivered nobody knows whether it reached people
     */
    record Retry(Duration after, boolean maybeDelivered, String detail) implements Result {}

    /** It will never work. */
    record Failed(String detail) implements Result {}
  }
}
