package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StartTimesTest {

  private static StartTimes of(int... seconds) {
    return new StartTimes(IntStream.of(seconds).mapToObj(Duration::ofSeconds).toList());
  }

  @Test
  void nineOfTenWereReadyByTheUsualTime() {
    assertThat(of(10, 20, 30, 40, 50, 60, 70, 80, 90, 600).usual()).hasSeconds(90);
    assertThat(of(3, 1, 2).usual()).hasSeconds(3);
    assertThat(StartTimes.NONE.usual()).isZero();
  }

  @Test
  void onlyTheLastOnesCount() {
    StartTimes times = StartTimes.NONE.and(Duration.ofHours(1));
    for (int i = 0; i < 20; i++) {
      times = times.and(Duration.ofSeconds(30));
    }
    assertThat(times.usual()).hasSeconds(30);
    assertThat(times.times()).hasSize(20);
  }
}
