package dev.mayfly.scheduler;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.Limits;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import dev.mayfly.contracts.job.Budget;
import dev.mayfly.contracts.job.ExistingClusters;
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
  /** A rejection must fit into a record, however much is wrong. */
  private static final int MOST_TOLD = 100;

  private Admission() {}

  /**
   * @param faults is told what speaks against it
   * @return the spec as it would be run: a standing cluster has its size
   */
  static JobSpec judge(JobSpec asked, Map<String, ProfileAnnounced> profiles, List<Fault> faults) {
    ProfileAnnounced profile = profiles.get(asked.cluster().profile());
    if (profile == null) {
      faults.add(
          new Fault(
              "cluster.profile",
              asked.cluster().profile(),
              "a profile of this installation; it has " + String.join(", ", profiles.keySet())));
      return asked;
    }
    var found = new ArrayList<Fault>();
    JobSpec spec = ExistingClusters.resolve(asked, profile, found);
    judge(spec, profile, found);
    faults.addAll(found.subList(0, Math.min(found.size(), MOST_TOLD)));
    return spec;
  }

  private static void judge(JobSpec spec, ProfileAnnounced profile, List<Fault> faults) {
    sparkVersion(spec, profile, faults);
    if (spec.cluster().existing() == null) {
      limits(spec.cluster(), profile.limits(), faults);
    }
    budget(spec.budget(), profile, faults);
    for (int i = 0; i < spec.waitFor().size(); i++) {
      allowed("waitFor[" + i + "].object", spec.waitFor().get(i).object(), profile, faults);
    }
    steps(spec, profile, faults);
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

  /** An amount that cannot be counted would bound nothing. */
  private static void budget(
      @Nullable Budget budget, ProfileAnnounced profile, List<Fault> faults) {
    if (budget == null || budget.amount() == null) {
      return;
    }
    Prices prices = profile.prices();
    if (prices == null || prices.perCoreHour() == null || prices.perGibibyteHour() == null) {
      String mend =
          "a budget of time, as {time: 2h}: profile " + profile.profile() + " has no prices";
      faults.add(new Fault("budget.amount", budget.text(), mend));
    } else if (!prices.currency().equals(budget.currency())) {
      String mend = "the currency of profile " + profile.profile() + ": " + prices.currency();
      faults.add(new Fault("budget.currency", budget.currency(), mend));
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
      allowed(path + "application", step.application(), profile, faults);
      allowed(path + "jars", step.jars(), profile, faults);
      allowed(path + "pyFiles", step.pyFiles(), profile, faults);
      allowed(path + "files", step.files(), profile, faults);
      allowed(path + "archives", step.archives(), profile, faults);
      allowed(path + "repositories", step.repositories(), profile, faults);
      secrets(path + "env.", step.env(), spec.owner(), profile, faults);
      secrets(path + "conf.", step.conf(), spec.owner(), profile, faults);
    }
  }

  private static void allowed(
      String path, List<String> addresses, ProfileAnnounced profile, List<Fault> faults) {
    for (int i = 0; i < addresses.size(); i++) {
      allowed(path + "[" + i + "]", addresses.get(i), profile, faults);
    }
  }

  private static void allowed(
      String path, String address, ProfileAnnounced profile, List<Fault> faults) {
    if (profile.allowedPrefixes().stream().noneMatch(prefix -> isUnder(address, prefix))) {
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

  /**
   * A prefix ends where a folder does: {@code s3a://jobs} is none of {@code s3a://jobs-of-eve/}.
   */
  private static boolean isUnder(String address, String prefix) {
    String below = oneSlash(address);
    String above = oneSlash(prefix);
    return below.startsWith(above.endsWith("/") ? above : above + "/") || below.equals(above);
  }

  /**
   * {@code file:///a} and {@code file:/a} are one file; with two slashes the next word is a host.
   */
  private static String oneSlash(String address) {
    return address.startsWith("file:///") ? "file:" + address.substring(7) : address;
  }

  private static void secrets(
      String path,
      Map<String, String> texts,
      @Nullable String owner,
      ProfileAnnounced profile,
      List<Fault> faults) {
    for (var text : texts.entrySet()) {
      for (String name : SecretReferences.in(text.getValue())) {
        List<String> owners = profile.secrets().get(name);
        String reference = "${secret:" + name + "}";
        String where = path + text.getKey();
        if (owners == null) {
          String expected = "a secret that profile " + profile.profile() + " has";
          faults.add(new Fault(where, reference, expected));
        } else if (!owners.contains("*") && !owners.contains(owner)) {
          String who = owner == null ? "a job without an owner" : "owner " + owner;
          faults.add(new Fault(where, reference, "for " + who + " to use"));
        }
      }
    }
  }
}
