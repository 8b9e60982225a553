package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.job.JobSpec.Backoff;
import dev.mayfly.contracts.job.JobSpec.ClassRetry;
import dev.mayfly.contracts.job.JobSpec.Cluster;
import dev.mayfly.contracts.job.JobSpec.Retry;
import dev.mayfly.contracts.job.JobSpec.RetryCluster;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code retry}; without it nothing is tried again. */
final class RetryReader {
  private static final int MOST_ATTEMPTS = 100;

  private RetryReader() {}

  static Retry read(SpecFields f, Cluster cluster) {
    if (!f.isPresent()) {
      return Retry.NEVER;
    }
    Set<FailureClass> on = f.enums("on", FailureClass.class);
    int attempts = f.number("attempts", 3, 1, MOST_ATTEMPTS);
    Backoff backoff = backoff(f.object("backoff"), Backoff.DEFAULT);
    Map<FailureClass, ClassRetry> perClass = perClass(f.object("perClass"), attempts, backoff);
    boolean byDefault = on.isEmpty() && perClass.isEmpty();
    var retry =
        new Retry(
            attempts,
            byDefault ? EnumSet.of(FailureClass.INFRASTRUCTURE, FailureClass.QUOTA) : on,
            backoff,
            perClass,
            f.<@Nullable RetryCluster>parsed("cluster", null, RetryReader::retryCluster));
    checkKept(f, retry, cluster);
    return retry;
  }

  private static RetryCluster retryCluster(String text) {
    return Stream.of(RetryCluster.values())
        .filter(c -> c.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("one of fresh, same"));
  }

  /** What could never come about is a misunderstanding. */
  private static void checkKept(SpecFields f, Retry retry, Cluster cluster) {
    if (retry.cluster() != RetryCluster.SAME) {
      return;
    }
    boolean ever =
        Stream.of(FailureClass.values())
            .anyMatch(c -> retry.keepsClusterAfter(c) && retry.after(c).isPresent());
    if (cluster.shared() != null || cluster.existing() != null) {
      f.fault("cluster", RetryCluster.SAME.text(), "possible with lifecycle: ephemeral alone");
    } else if (!ever) {
      String expected = "possible without on: APPLICATION or OUT_OF_MEMORY";
      f.fault("cluster", RetryCluster.SAME.text(), expected + "; others take a fresh cluster");
    }
  }

  private static Map<FailureClass, ClassRetry> perClass(
      SpecFields classes, int attempts, Backoff backoff) {
    var result = new EnumMap<FailureClass, ClassRetry>(FailureClass.class);
    for (FailureClass failure : FailureClass.values()) {
      SpecFields f = classes.object(failure.name());
      int own = f.number("attempts", attempts, 1, MOST_ATTEMPTS);
      var retry = new ClassRetry(own, backoff(f.object("backoff"), backoff));
      if (f.isPresent()) {
        result.put(failure, retry);
      }
    }
    return result;
  }

  private static Backoff backoff(SpecFields f, Backoff otherwise) {
    Duration first = f.parsed("first", otherwise.first(), JobSpecReader::upToAWeek);
    Duration most = first.compareTo(otherwise.max()) > 0 ? first : otherwise.max();
    Duration max = f.parsed("max", most, JobSpecReader::upToAWeek);
    if (max.compareTo(first) < 0) {
      String expected = "at least as long as first (" + Durations.text(first) + ")";
      f.fault("max", Durations.text(max), expected);
    }
    return new Backoff(
        first,
        f.decimal("factor", otherwise.factor(), 1, 100),
        max,
        f.decimal("jitter", Objects.requireNonNullElse(otherwise.jitter(), 0.0), 0, 1));
  }
}
