package dev.mayfly.scheduler;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.Limits;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.SecretReferences;
import dev.mayfly.contracts.job.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a valid spec against what the profiles announce. Only announced facts reject a job; what
 * needs I/O to find out ends as a failed run.
 */
final class Admission {
  private Admission() {}

  static List<Fault> faults(JobSpec spec, Map<String, ProfileAnnounced> profiles) {
    ProfileAnnounced profile = profiles.get(spec.cluster().profile());
    if (profile == null) {
      return List.of(
          new Fault(
              "cluster.profile",
              spec.cluster().profile(),
              "a profile of this installation; it has " + String.join(", ", profiles.keySet())));
    }
    var faults = new ArrayList<Fault>();
    sparkVersion(spec, profile, faults);
    limits(spec.cluster(), profile.limits(), faults);
    steps(spec, profile, faults);
    secrets(spec, profile, faults);
    return faults;
  }

  private static void sparkVersion(JobSpec spec, ProfileAnnounced profile, List<Fault> faults) {
    String wanted = spec.sparkVersion();
    if (wanted != null && !VersionRange.parse(wanted).contains(profile.sparkVersion())) {
      faults.add(
          new Fault(
              "spark.version",
              wanted,
              "offered by profile " + profile.profile() + ", which has " + profile.sparkVersion()));
    }
  }

  private static void limits(JobSpec.Cluster cluster, Limits limits, List<Fault> faults) {
    atMost("cluster.workers", cluster.workers(), limits.workers(), faults);
    atMost("cluster.cores", cluster.cores(), limits.coresPerWorker(), faults);
    MemorySize most = limits.memoryPerWorker();
    if (most != null && cluster.memory().bytes() > most.bytes()) {
      faults.add(
          new Fault(
              "cluster.memory",
              cluster.memory().toString(),
              "within the profile's limit of " + most));
    }
  }

  private static void atMost(String path, int value, @Nullable Integer most, List<Fault> faults) {
    if (most != null && value > most) {
      faults.add(new Fault(path, Integer.toString(value), "within the profile's limit of " + most));
    }
  }

  private static void steps(JobSpec spec, ProfileAnnounced profile, List<Fault> faults) {
    for (int i = 0; i < spec.steps().size(); i++) {
      JobSpec.Step step = spec.steps().get(i);
      String path = "steps[" + i + "].";
      if (step.isPython() && profile.python().isEmpty()) {
        String mend = profile.pythonMissing();
        faults.add(
            new Fault(
                path + "application",
                step.application(),
                "runnable here: profile "
                    + profile.profile()
                    + " offers no Python"
                    + (mend == null ? "" : "; " + mend)));
      }
      allowed(path + "application", List.of(step.application()), profile, faults);
      allowed(path + "jars", step.jars(), profile, faults);
      allowed(path + "pyFiles", step.pyFiles(), profile, faults);
      allowed(path + "files", step.files(), profile, faults);
      allowed(path + "archives", step.archives(), profile, faults);
    }
  }

  private static void allowed(
      String path, List<String> addresses, ProfileAnnounced profile, List<Fault> faults) {
    for (String address : addresses) {
      boolean within =
          profile.allowedPrefixes().stream().anyMatch(address::startsWith)
              && !address.contains("/../");
      if (!within) {
        faults.add(
            new Fault(
                path,
                address,
                "under a prefix that profile "
                    + profile.profile()
                    + " allows: "
                    + String.join(", ", profile.allowedPrefixes())));
      }
    }
  }

  private static void secrets(JobSpec spec, ProfileAnnounced profile, List<Fault> faults) {
    for (String name : SecretReferences.in(spec)) {
      List<String> owners = profile.secrets().get(name);
      String reference = "${secret:" + name + "}";
      if (owners == null) {
        faults.add(
            new Fault("steps", reference, "a secret that profile " + profile.profile() + " has"));
      } else if (!owners.contains("*") && !owners.contains(spec.owner())) {
        faults.add(new Fault("steps", reference, "for this owner to use"));
      }
    }
  }
}
