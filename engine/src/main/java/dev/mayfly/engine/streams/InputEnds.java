package dev.mayfly.engine.streams;

import dev.mayfly.engine.DueTimer;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
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
  private Seen latest = Seen.NOTHING;

  /** By the kind of timers. Later ends would not do: under load there is always a later one. */
  private final Map<String, Seen> first = new HashMap<>();

  private @Nullable Future<Map<TopicPartition, Long>> asked;
  private Instant askedAt = Instant.MIN;

  private record Seen(Instant at, Map<TopicPartition, Long> ends) {
    static final Seen NOTHING = new Seen(Instant.MIN, Map.of());
  }

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
   * @param handledUpTo whether everything before an offset of an input has been handled
   */
  boolean handledFor(DueTimer timer, BiPredicate<TopicPartition, Long> handledUpTo) {
    Instant due = timer.due();
    Seen ends = first.getOrDefault(timer.kind(), Seen.NOTHING);
    if (ends.at().isBefore(due)) {
      harvest();
      if (latest.at().isBefore(due)) {
        ask(due);
        return false;
      }
      ends = latest;
      first.put(timer.kind(), ends);
    }
    return ends.ends().entrySet().stream()
        .filter(e -> timer.waitsFor(e.getKey().topic()))
        .allMatch(e -> handledUpTo.test(e.getKey(), e.getValue()));
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
      latest = new Seen(askedAt, answer.get());
    } catch (ExecutionException e) {
      log.warn("the ends of the inputs are unknown, so timers wait: {}", e.getCause() + "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
