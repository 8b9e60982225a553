package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.job.JobSpec.Backoff;
import dev.mayfly.contracts.job.JobSpec.ClassRetry;
import dev.mayfly.contracts.job.JobSpec.Retry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads {@code retry}; without it nothing is tried again. */
final class RetryReader {
  private static final int MOST_ATTEMPTS = 100;

  private RetryReader() {}

  static Retry read(SpecFields f) {
    if (!f.isPresent()) {
      return Retry.NEVER;
    }
    Set<FailureClass> on = f.enums("on", FailureClass.class);
    int attempts = f.number("attempts", 3, 1, MOST_ATTEMPTS);
    Backoff backoff = backoff(f.object("backoff"), Backoff.DEFAULT);
    Map<FailureClass, ClassRetry> perClass = perClass(f.object("perClass"), attempts, backoff);
    boolean byDefault = on.isEmpty() && perClass.isEmpty();
    return new Retry(
        attempts,
        byDefault ? EnumSet.of(FailureClass.INFRASTRUCTURE, FailureClass.QUOTA) : on,
        backoff,
        perClass);
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
