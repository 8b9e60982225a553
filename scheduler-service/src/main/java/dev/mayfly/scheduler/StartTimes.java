package dev.mayfly.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long clusters of a profile took to be ready.
 *
 * @param times of the last of them, the newest last
 */
record StartTimes(List<Duration> times) {
  static final StartTimes NONE = new StartTimes(List.of());

  private static final int KEPT = 20;

  StartTimes {
    times = List.copyOf(times);
  }

  StartTimes and(Duration next) {
    var all = new ArrayList<>(times);
    all.add(next);
    return new StartTimes(all.subList(Math.max(0, all.size() - KEPT), all.size()));
  }

  /** So long that nine of ten were ready by then; 0 when none is known. */
  Duration usual() {
    int rank = (times.size() * 9 + 9) / 10;
    return times.stream().sorted().skip(Math.max(0, rank - 1)).findFirst().orElse(Duration.ZERO);
  }
}
