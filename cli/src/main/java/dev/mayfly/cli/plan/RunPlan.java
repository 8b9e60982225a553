package dev.mayfly.cli.plan;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.event.Estimate;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.job.ExistingClusters;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.NearestName;
import dev.mayfly.contracts.job.VersionRange;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a spec would come to.
 *
 * @param spec resolved
 * @param warnings what was ignored
 * @param tick for which templates are filled in; null when the run would be of none
 * @param nextTicks due times, the first of those that are to come
 * @param estimate by the profile's prices and the job's last good runs, as far as they are known
 */
public record RunPlan(
    JobSpec spec,
    List<String> warnings,
    @Nullable Tick tick,
    List<Instant> nextTicks,
    Offer offer,
    Estimate estimate) {
  private static final int TICKS = 5;

  /** As many of a job's last good runs as the scheduler goes by. */
  private static final int GOOD_RUNS = 9;

  public RunPlan {
    warnings = List.copyOf(warnings);
    nextTicks = List.copyOf(nextTicks);
  }

  /**
   * @param asked as it was read: a standing cluster gets its size here
   * @param paid for how long clusters were paid for by each of the job's good runs, the newest last
   */
  public static RunPlan of(
      JobSpec asked,
      List<String> warnings,
      @Nullable Tick tick,
      Offer offer,
      List<Duration> paid,
      Instant now) {
    ProfileAnnounced profile = offer.profile();
    JobSpec spec =
        profile == null ? asked : ExistingClusters.resolve(asked, profile, new ArrayList<>());
    var estimate =
        Estimate.of(spec.cluster(), profile == null ? null : profile.prices(), median(paid));
    return new RunPlan(spec, warnings, tick, next(spec.schedule(), now), offer, estimate);
  }

  /** What the scheduler would reject the run for, as far as that is known here. */
  public List<Fault> refusals() {
    if (offer.unreachable() != null) {
      return List.of();
    }
    String name = spec.cluster().profile();
    ProfileAnnounced profile = offer.profile();
    if (profile == null) {
      String nearest =
          NearestName.of(name, offer.announced()).map(n -> "; did you mean " + n + "?").orElse("");
      String expected =
          offer.announced().isEmpty()
              ? "announced: none is; does cluster-service run?"
              : "one of " + String.join(", ", offer.announced()) + nearest;
      return List.of(new Fault("cluster.profile", name, expected));
    }
    var faults = new ArrayList<Fault>();
    ExistingClusters.resolve(spec, profile, faults);
    String wanted = spec.sparkVersion();
    if (wanted != null && !VersionRange.parse(wanted).contains(profile.sparkVersion())) {
      String offered = "offered by profile " + name + ", which has " + profile.sparkVersion();
      faults.add(new Fault("spark.version", wanted, offered));
    }
    return faults;
  }

  private static List<Instant> next(@Nullable Schedule schedule, Instant now) {
    var ticks = new ArrayList<Instant>();
    Instant due = schedule == null ? null : schedule.next(now).orElse(null);
    while (schedule != null && due != null && ticks.size() < TICKS) {
      ticks.add(due);
      due = schedule.next(due).orElse(null);
    }
    return ticks;
  }

  private static @Nullable Duration median(List<Duration> paid) {
    List<Duration> last = paid.subList(Math.max(0, paid.size() - GOOD_RUNS), paid.size());
    return last.stream().sorted().skip(last.size() / 2).findFirst().orElse(null);
  }
}
