package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DueTimersTest {
  private final Deque<Instant> due = new ArrayDeque<>();
  private Instant inputsHandledSince = Instant.MAX;
  private final DueTimers timers =
      new DueTimers(
          () -> Optional.ofNullable(due.peekFirst()),
          at -> !at.isAfter(inputsHandledSince),
          due::removeFirst);

  private void due(int from, int to) {
    IntStream.range(from, to).mapToObj(Instant::ofEpochMilli).forEach(due::add);
  }

  @Test
  void whatIsDueFires() {
    due(0, 3);
    assertThat(timers.fire(true)).isTrue();
    assertThat(due).isEmpty();
    assertThat(timers.fire(true)).isFalse();
  }

  @Test
  void oneThatMayNotFireYetHoldsUpNoneThatWasDueBefore() {
    due(0, 3);
    inputsHandledSince = Instant.ofEpochMilli(1);
    assertThat(timers.fire(false)).isTrue();
    assertThat(due).containsExactly(Instant.ofEpochMilli(2));
    assertThat(timers.fire(false)).isFalse();
  }

  @Test
  void afterSoManyAtOnceTheRecordsThatWereFetchedHaveTheirTurn() {
    due(0, 2 * DueTimers.MOST_AT_ONCE + 1);
    assertThat(timers.fire(true)).isTrue();
    assertThat(due).hasSize(DueTimers.MOST_AT_ONCE + 1);
    assertThat(timers.fire(true)).isFalse();
    assertThat(timers.fire(false)).isTrue();
    assertThat(due).hasSize(1);
  }
}
