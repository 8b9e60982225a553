package dev.mayfly.contracts.job;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.job.JobSpec.Cluster;
import dev.mayfly.contracts.job.JobSpec.Executor;
import java.util.Map;

/**
 * What a run has of a shared cluster. Refuses what could not run in it, and what would take from
 * those that hold the cluster beside it: whatever the others' executors and wherever they are, a
 * run finds the cores and the memory for at least one of its own.
 */
record LeaseSize(Cluster cluster) {
  /** Said once for all steps, so that no two of them divide a lease differently. */
  private static final Map<String, String> SET_ELSEWHERE =
      Map.of(
          "spark.cores.max", "yours to set: a lease of a shared cluster sets it",
          "spark.executor.cores", "set here for a shared cluster: use the job's executor.cores",
          "spark.executor.memory", "set here for a shared cluster: use the job's executor.memory");

  /** Notes what keeps so many runs from sharing the cluster. */
  boolean isPossible(SpecFields asked) {
    int cores = cluster.workers() * cluster.cores();
    if (cluster.leases() > cores) {
      leases(asked, "within the cluster's cores (" + cores + "): each lease takes at least one");
      return false;
    }
    MemorySize share = cluster.executorMemory(null);
    if (isTooLittle(share)) {
      leases(
          asked,
          "few enough for cluster.memory ("
              + cluster.memory()
              + "): each lease has "
              + share
              + " of a worker, and Spark starts with no less than "
              + WorkerSize.LEAST);
      return false;
    }
    return true;
  }

  void checkExecutor(SpecFields f, Executor wanted) {
    int lease = cluster.coresOfRun();
    int sure = (lease + cluster.workers() - 1) / cluster.workers();
    int cores = wanted.cores() == null ? 1 : wanted.cores();
    if (cores > sure && cores <= cluster.cores()) {
      f.fault(
          "cores",
          Integer.toString(cores),
          "within "
              + sure
              + ": a lease has "
              + lease
              + " of the shared cluster's cores, and is sure of so many on one worker");
      return;
    }
    if (wanted.instances() != null && wanted.instances() > lease / cores) {
      f.fault(
          "instances",
          wanted.instances().toString(),
          "within " + lease / cores + ": a lease has " + lease + " of the shared cluster's cores");
    }
    checkMemory(f, wanted);
  }

  private void checkMemory(SpecFields f, Executor wanted) {
    MemorySize share = cluster.executorMemory(wanted.cores());
    String each =
        "a lease may have "
            + cluster.executorsOnWorker(wanted.cores())
            + " of them on a worker of the shared cluster";
    if (wanted.memory() == null) {
      if (isTooLittle(share)) {
        f.fault(
            "cores",
            String.valueOf(wanted.cores()),
            "enough: "
                + each
                + ", with "
                + share
                + " for each, and Spark starts with no less than "
                + WorkerSize.LEAST);
      }
    } else if (wanted.memory().bytes() > share.bytes()
        && wanted.memory().bytes() <= cluster.memory().bytes()) {
      f.fault("memory", wanted.memory().toString(), "within " + share + ": " + each);
    }
  }

  void checkConf(SpecFields step, Map<String, String> conf) {
    conf.forEach(
        (name, value) -> {
          String expected = SET_ELSEWHERE.get(name);
          if (expected != null) {
            step.fault("conf", name, expected);
          }
        });
  }

  private void leases(SpecFields asked, String expected) {
    asked.fault("leases", Integer.toString(cluster.leases()), expected);
  }

  private static boolean isTooLittle(MemorySize size) {
    return size.bytes() < WorkerSize.LEAST.bytes();
  }
}
