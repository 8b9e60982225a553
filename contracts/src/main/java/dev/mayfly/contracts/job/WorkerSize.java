package dev.mayfly.contracts.job;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.job.JobSpec.Cluster;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses executors that no worker of the cluster could hold: Spark would wait for them for ever.
 *
 * @param lease what a run has of a shared cluster; absent: all of it
 */
record WorkerSize(int cores, MemorySize memory, @Nullable LeaseSize lease) {
  static final MemorySize LEAST = MemorySize.mebibytes(512);
  private static final MemorySize MOST = MemorySize.mebibytes(4L << 20);

  /**
   * @param asked the cluster's fields; what is wrong with its leases is noted there
   * @return null when so many runs cannot share it, or its size is not known yet: then nothing can
   *     be held against it
   */
  static @Nullable WorkerSize of(Cluster cluster, SpecFields asked) {
    if (cluster.existing() != null && cluster.shared() == null) {
      return null;
    }
    if (cluster.shared() == null) {
      return new WorkerSize(cluster.cores(), cluster.memory(), null);
    }
    var lease = new LeaseSize(cluster);
    return lease.isPossible(asked)
        ? new WorkerSize(cluster.cores(), cluster.memory(), lease)
        : null;
  }

  /**
   * The memory of a JVM that runs Spark.
   *
   * @throws IllegalArgumentException when it is none; the message says what would be right
   */
  static MemorySize ofJvm(String text) {
    MemorySize size = MemorySize.parse(text);
    if (size.bytes() < LEAST.bytes() || size.bytes() > MOST.bytes()) {
      throw new IllegalArgumentException(
          "a size from 512m, the least that Spark starts with, to 4t");
    }
    return size;
  }

  void checkExecutor(SpecFields executor, JobSpec.Executor wanted) {
    check(executor, "cores", wanted.cores());
    check(executor, "memory", wanted.memory());
    if (lease != null) {
      lease.checkExecutor(executor, wanted);
    }
  }

  /** The same rules for what {@code conf} says in Spark's own words. */
  void checkConf(SpecFields step, Map<String, String> conf) {
    if (lease == null) {
      checkExecutorConf(step, conf);
    } else {
      lease.checkConf(step, conf);
    }
    confMemory(step, conf, "spark.driver.memory");
  }

  private void checkExecutorConf(SpecFields step, Map<String, String> conf) {
    String wantedCores = conf.get("spark.executor.cores");
    if (wantedCores != null) {
      if (wantedCores.matches("[1-9]\\d{0,3}")) {
        check(step, "conf.spark.executor.cores", Integer.valueOf(wantedCores));
      } else {
        step.fault("conf.spark.executor.cores", wantedCores, "a whole number from 1 to 256");
      }
    }
    check(step, "conf.spark.executor.memory", confMemory(step, conf, "spark.executor.memory"));
  }

  private static @Nullable MemorySize confMemory(
      SpecFields step, Map<String, String> conf, String property) {
    String text = conf.get(property);
    if (text == null) {
      return null;
    }
    try {
      return ofJvm(text.matches("\\d{1,9}") ? text + "m" : text);
    } catch (IllegalArgumentException e) {
      step.fault("conf." + property, text, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void check(SpecFields f, String field, @Nullable Integer wanted) {
    if (wanted != null && wanted > cores) {
      f.fault(
          field,
          wanted.toString(),
          "within cluster.cores (" + cores + "); no worker could hold such an executor");
    }
  }

  private void check(SpecFields f, String field, @Nullable MemorySize wanted) {
    if (wanted != null && wanted.bytes() > memory.bytes()) {
      f.fault(
          field,
          wanted.toString(),
          "within cluster.memory (" + memory + "); no worker could hold such an executor");
    }
  }
}
