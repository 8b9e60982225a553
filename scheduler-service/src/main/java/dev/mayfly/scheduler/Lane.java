package dev.mayfly.scheduler;

import dev.mayfly.contracts.job.JobSpec;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of the line whose runs all wait for the same.
 *
 * @param job null when its runs have no limit of their own, and so may be of any job
 * @param maxConcurrentRuns of the job
 * @param waiting how many wait in it
 * @param last the number of the last that joined, counted over all lanes
 */
record Lane(
    int priority,
    @Nullable String owner,
    String profile,
    @Nullable String job,
    @Nullable Integer maxConcurrentRuns,
    int waiting,
    long last) {

  static Lane of(JobSpec spec, JobSpec.Queue queue) {
    Integer most = queue.maxConcurrentRuns();
    String job = most == null ? null : spec.name();
    String profile = spec.cluster().profile();
    return new Lane(queue.priority(), spec.owner(), profile, job, most, 0, 0);
  }

  /** No id begins another, since none of its parts holds a slash. */
  String id() {
    return Stream.of(priority, owner, profile, job, maxConcurrentRuns)
        .map(part -> Objects.toString(part, ""))
        .collect(Collectors.joining("/"));
  }

  Lane joined(long number) {
    return new Lane(priority, owner, profile, job, maxConcurrentRuns, waiting + 1, number);
  }

  Lane left() {
    return new Lane(priority, owner, profile, job, maxConcurrentRuns, waiting - 1, last);
  }
}
