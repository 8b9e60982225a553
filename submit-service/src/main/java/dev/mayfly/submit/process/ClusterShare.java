package dev.mayfly.submit.process;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.StepOrder;
import org.jspecify.annotations.Nullable;

/**
 * What a step may take of a cluster on which others of its job may run beside it. Spark's
 * standalone master gives the first application all cores, and its executors all memory, unless it
 * is told.
 *
 * @param cores in all; null: every one
 * @param memory of each executor
 */
record ClusterShare(@Nullable Integer cores, MemorySize memory) {
  /** The least that Spark starts with. */
  private static final long LEAST_MEBIBYTES = 512;

  /**
   * @param executorCores of each executor; null: as many as there are on a worker
   */
  static ClusterShare of(JobSpec spec, @Nullable Integer executorCores) {
    JobSpec.Cluster cluster = spec.cluster();
    int width = StepOrder.of(spec.steps()).width();
    if (width == 1) {
      Integer all = cluster.shared() == null ? null : cluster.coresOfRun();
      return new ClusterShare(all, cluster.executorMemory(executorCores));
    }
    int least = executorCores == null ? 1 : executorCores;
    int cores = Math.max(least, cluster.coresOfRun() / width);
    int executors = executorCores == null ? Math.min(cores, cluster.workers()) : cores / least;
    int onAWorker =
        Math.min(ceilDiv(width * executors, cluster.workers()), cluster.cores() / least);
    long each = cluster.memory().toMebibytes() / cluster.leases() / Math.max(1, onAWorker);
    return new ClusterShare(cores, MemorySize.mebibytes(Math.max(LEAST_MEBIBYTES, each)));
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
