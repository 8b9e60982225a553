package dev.mayfly.engine.streams;

import dev.mayfly.engine.DueTimer;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a timer fire only when its inputs have been handled up to an end that was seen after it was
 * due, so that what was said in time counts before a time-out does. Used by the stream thread
 * alone; the ends are fetched meanwhile.
 */
final class InputEnds {
  private static final Logger log = LoggerFactory.getLogger(InputEnds.class);

  private final Supplier<Future<Map<TopicPartition, Long>>> fetch;
  private final Clock clock;
  private Map<TopicPartition, Long> ends = Map.of();
  private Instant seen = Instant.MIN;
  private @Nullable Future<Map<TopicPartition, Long>> asked;
  private Instant askedAt = Instant.MIN;

  /**
   * @param fetch asks the broker for the ends of what is committed in all inputs
   */
  InputEnds(Supplier<Future<Map<TopicPartition, Long>>> fetch, Clock clock) {
    this.fetch = fetch;
    this.clock = clock;
  }

  /**
   * Does not block: while the answer is unknown it is no.
   *
   * @param timer that is due
   */
  boolean handledFor(DueTimer timer, InputConsumer inputs) {
    Instant due = timer.due();
    if (seen.isBefore(due)) {
      harvest();
    }
    if (seen.isBefore(due)) {
      ask(due);
      return false;
    }
    return ends.entrySet().stream()
        .filter(e -> timer.waitsFor(e.getKey().topic()))
        .allMatch(e -> inputs.handledUpTo(e.getKey(), e.getValue()));
  }

  private void ask(Instant due) {
    if (asked == null) {
      Instant now = clock.instant();
      // A clock that was set back must not hold the timer until it comes there again.
      askedAt = now.isBefore(due) ? due : now;
      asked = fetch.get();
    }
  }

  private void harvest() {
    Future<Map<TopicPartition, Long>> answer = asked;
    if (answer == null || !answer.isDone()) {
      return;
    }
    asked = null;
    try {
      ends = answer.get();
      seen = askedAt;
    } catch (ExecutionException e) {
      log.warn("the ends of the inputs are unknown, so timers wait: {}", e.getCause() + "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
