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
 * @param existing the id of the standing cluster of the profile that they hold; null: none
 * @param leases how many may hold it at a time
 * @param waiting how many wait in it
 * @param last the number of the last that joined, counted over all lanes
 */
record Lane(
    int priority,
    @Nullable String owner,
    String profile,
    @Nullable String job,
    @Nullable Integer maxConcurrentRuns,
    @Nullable String existing,
    @Nullable Integer leases,
    int waiting,
    long last) {

  static Lane of(JobSpec spec, JobSpec.Queue queue) {
    Integer most = queue.maxConcurrentRuns();
    String job = most == null ? null : spec.name();
    JobSpec.Cluster cluster = spec.cluster();
    String existing = cluster.existing();
    return new Lane(
        queue.priority(),
        spec.owner(),
        cluster.profile(),
        job,
        most,
        existing,
        existing == null ? null : Integer.valueOf(cluster.leases()),
        0,
        0);
  }

  /** No id begins another, since none of its parts holds a slash. */
  String id() {
    String id =
        Stream.of(priority, owner, profile, job, maxConcurrentRuns)
            .map(part -> Objects.toString(part, ""))
            .collect(Collectors.joining("/"));
    return existing == null ? id : id + "/" + existing + "/" + leases;
  }

  Lane joined(long number) {
    return with(waiting + 1, number);
  }

  Lane left() {
    return with(waiting - 1, last);
  }

  private Lane with(int nowWaiting, long nowLast) {
    return new Lane(
        priority, owner, profile, job, maxConcurrentRuns, existing, leases, nowWaiting, nowLast);
  }
}
