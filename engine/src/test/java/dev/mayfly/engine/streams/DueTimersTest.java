package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.engine.DueTimer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DueTimersTest {
  private final Deque<DueTimer> slow = new ArrayDeque<>();
  private final Deque<DueTimer> quick = new ArrayDeque<>();
  private Instant inputsHandledSince = Instant.MAX;
  private final DueTimers timers =
      new DueTimers(
          () -> Stream.of(slow, quick).filter(q -> !q.isEmpty()).map(Deque::getFirst).toList(),
          t -> t.after() != null || !t.due().isAfter(inputsHandledSince),
          t -> (t.after() == null ? slow : quick).removeFirst());

  private void due(int from, int to) {
    IntStream.range(from, to).mapToObj(i -> timer(i, null)).forEach(slow::add);
  }

  private static DueTimer timer(int millis, @Nullable String after) {
    return new DueTimer("timer", Instant.ofEpochMilli(millis), after);
  }

  @Test
  void whatIsDueFires() {
    due(0, 3);
    assertThat(timers.fire(true)).isTrue();
    assertThat(slow).isEmpty();
    assertThat(timers.fire(true)).isFalse();
  }

  @Test
  void oneThatMayNotFireYetHoldsUpNoneThatWasDueBefore() {
    due(0, 3);
    inputsHandledSince = Instant.ofEpochMilli(1);
    assertThat(timers.fire(false)).isTrue();
    assertThat(slow).extracting(DueTimer::due).containsExactly(Instant.ofEpochMilli(2));
    assertThat(timers.fire(false)).isFalse();
  }

  @Test
  void norOneThatWaitsForLess() {
    due(0, 1);
    quick.add(timer(1, "jobs"));
    inputsHandledSince = Instant.MIN;
    assertThat(timers.fire(true)).isTrue();
    assertThat(quick).isEmpty();
    assertThat(slow).hasSize(1);
  }

  @Test
  void afterSoManyAtOnceSomeOfTheRecordsThatWereFetchedHaveTheirTurn() {
    due(0, 3 * DueTimers.MOST_AT_ONCE);
    assertThat(timers.fire(true)).isTrue();
    assertThat(slow).hasSize(2 * DueTimers.MOST_AT_ONCE);
    for (int i = 0; i < DueTimers.RECORDS_BETWEEN; i++) {
      assertThat(timers.fire(true)).isFalse();
      timers.recordHandled();
    }
    assertThat(timers.fire(true)).isTrue();
    assertThat(timers.fire(true)).isFalse();
    assertThat(timers.fire(false)).isTrue();
    assertThat(slow).isEmpty();
  }
}
