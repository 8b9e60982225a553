package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import dev.mayfly.contracts.job.JobSpec.Cluster;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Standing clusters: a spec names one, and its profile says what it is. What a run may ask of it
 * can therefore be held against it only where the profile is known.
 */
public final class ExistingClusters {
  private static final MemorySize UNKNOWN = MemorySize.mebibytes(1024);

  private ExistingClusters() {}

  /** The cluster as a spec names it, of unknown size. */
  static Cluster read(SpecFields f, String profile) {
    String id = f.matching("id", JobSpecReader.NAME, "the id of a standing cluster of the profile");
    JobSpecReader.notGiven(
        f,
        "possible with lifecycle: existing: the profile says it",
        "workers",
        "cores",
        "memory",
        "leases",
        "idle");
    return new Cluster(profile, 1, 1, UNKNOWN, null, id);
  }

  /**
   * The spec on the standing cluster that it names, as it is now; a spec that names none, or one
   * that is not there, as it is.
   *
   * @param faults is told what is wrong with it then
   */
  public static JobSpec resolve(JobSpec spec, ProfileAnnounced profile, List<Fault> faults) {
    String id = spec.cluster().existing();
    if (id == null) {
      return spec;
    }
    ExistingCluster found = profile.existing().get(id);
    if (found == null) {
      faults.add(new Fault("cluster.id", id, "a standing cluster of " + having(profile)));
      return spec;
    }
    JobSpec resolved = spec.on(cluster(profile.profile(), id, found));
    WorkerSize worker = WorkerSize.of(resolved.cluster(), nothing("cluster", faults));
    if (worker != null) {
      worker.checkExecutor(nothing("executor", faults), spec.executor());
      for (int i = 0; i < spec.steps().size(); i++) {
        worker.checkConf(nothing("steps[" + i + "]", faults), spec.steps().get(i).conf());
      }
    }
    return resolved;
  }

  /**
   * As an installation configures it: its size must be said, since nobody else can say it.
   *
   * @param path of the object, for faults
   * @param faults is told all that is wrong with it
   */
  public static ExistingCluster configured(JsonNode configured, String path, List<Fault> faults) {
    var f = new SpecFields(configured, path, faults);
    int before = faults.size();
    for (String size : List.of("workers", "cores", "memory")) {
      if (!f.has(size)) {
        f.fault(size, null, "what the standing cluster has");
      }
    }
    JobSpec.Shared shared = JobSpecReader.shared(f);
    var cluster =
        new Cluster(
            "",
            f.number("workers", 1, 1, JobSpecReader.MOST_WORKERS),
            f.number("cores", 1, 1, JobSpecReader.MOST_CORES),
            f.parsed("memory", UNKNOWN, WorkerSize::ofJvm),
            shared,
            null);
    if (faults.size() == before) {
      WorkerSize.of(cluster, f);
    }
    return new ExistingCluster(
        cluster.workers(), cluster.cores(), cluster.memory(), shared.leases(), shared.idle());
  }

  private static Cluster cluster(String profile, String id, ExistingCluster found) {
    var shared = new JobSpec.Shared(found.leases(), found.idle());
    return new Cluster(profile, found.workers(), found.cores(), found.memory(), shared, id);
  }

  private static String having(ProfileAnnounced profile) {
    Map<String, ExistingCluster> all = profile.existing();
    String has = all.isEmpty() ? "none" : String.join(", ", new TreeSet<>(all.keySet()));
    return "profile " + profile.profile() + ", which has " + has;
  }

  private static SpecFields nothing(String path, List<Fault> faults) {
    return new SpecFields(MissingNode.getInstance(), path, faults);
  }
}
