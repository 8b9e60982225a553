package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.engine.DueTimer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputEndsTest {
  private static final TopicPartition RUNS = new TopicPartition("runs", 0);
  private static final TopicPartition JOBS = new TopicPartition("jobs", 0);

  private final Deque<CompletableFuture<Map<TopicPartition, Long>>> asked = new ArrayDeque<>();
  private Instant now = Instant.EPOCH;
  private final InstantSource wall = () -> now;
  private final InputEnds ends = new InputEnds(this::ask, wall.withZone(ZoneOffset.UTC));
  private long runs;
  private long jobs;

  private Future<Map<TopicPartition, Long>> ask() {
    asked.add(new CompletableFuture<>());
    return asked.getLast();
  }

  private void answer(long runsEnd, long jobsEnd) {
    asked.removeFirst().complete(Map.of(RUNS, runsEnd, JOBS, jobsEnd));
  }

  private boolean handledFor(int due, @Nullable String after) {
    var timer = new DueTimer("timer", Instant.ofEpochMilli(due), after);
    return ends.handledFor(timer, (input, end) -> (input.equals(RUNS) ? runs : jobs) >= end);
  }

  @Test
  void whatIsHandledUpToAnEndThatWasSeenBeforeItWasDueIsNotEnough() {
    now = Instant.ofEpochMilli(10);
    assertThat(handledFor(10, null)).isFalse();
    answer(0, 0);
    assertThat(handledFor(10, null)).isTrue();
    now = Instant.ofEpochMilli(11);
    assertThat(handledFor(11, null)).isFalse();
    assertThat(asked).hasSize(1);
  }

  @Test
  void theEndThatWasSeenFirstIsEnoughHoweverFarTheInputsHaveGrown() {
    now = Instant.ofEpochMilli(10);
    assertThat(handledFor(10, null)).isFalse();
    answer(5, 0);
    assertThat(handledFor(10, null)).isFalse();
    now = Instant.ofEpochMilli(11);
    assertThat(handledFor(11, "jobs")).isFalse();
    answer(9, 0);
    assertThat(handledFor(11, "jobs")).isTrue();
    runs = 5;
    assertThat(handledFor(10, null)).isTrue();
  }
}
