package dev.mayfly.cli.timeline;

import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the time of a completed run went: consecutive shares that add up to the whole. */
record TimeShares(Duration whole, List<Share> shares) {

  record Share(Part part, Duration time) {}

  enum Part {
    WAITING("waiting"),
    CLUSTER_START("cluster start"),
    DRIVER_START("driver start"),
    TASKS("tasks"),
    DRIVER_END("driver end, logs"),
    CLUSTER_STOP("cluster stop"),
    REST("rest");

    private final String words;

    Part(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  static TimeShares of(RunCompleted run) {
    RunTimes times = run.times() == null ? RunTimes.NONE : run.times();
    var cuts = new Cuts(run.requestedAt());
    cuts.until(times.clusterStartingAt(), Part.WAITING);
    cuts.until(times.clusterReadyAt(), Part.CLUSTER_START);
    cuts.until(times.firstTaskAt(), Part.DRIVER_START);
    cuts.until(times.lastTaskAt(), Part.TASKS);
    cuts.until(times.jobFinishedAt(), Part.DRIVER_END);
    cuts.until(times.clusterStoppedAt(), Part.CLUSTER_STOP);
    cuts.until(run.completedAt(), Part.REST);
    return new TimeShares(Amounts.between(run.requestedAt(), run.completedAt()), cuts.shares);
  }

  /** How many of {@code width} columns each share fills: together all of them. */
  List<Integer> columns(int width) {
    long total = Math.max(1, whole.toMillis());
    var columns = new ArrayList<Integer>();
    long passed = 0;
    for (Share share : shares) {
      long before = passed * width / total;
      passed += share.time().toMillis();
      columns.add((int) (Math.min(passed, total) * width / total - before));
    }
    return columns;
  }

  /** A time that is not known, or lies before the last one, makes no cut. */
  private static final class Cuts {
    private final List<Share> shares = new ArrayList<>();
    private Instant at;

    private Cuts(Instant start) {
      this.at = start;
    }

    private void until(@Nullable Instant next, Part part) {
      if (next != null && next.isAfter(at)) {
        shares.add(new Share(part, Duration.between(at, next)));
        at = next;
      }
    }
  }
}
