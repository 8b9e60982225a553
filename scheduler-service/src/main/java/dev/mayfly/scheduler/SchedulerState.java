package dev.mayfly.scheduler;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpec.WaitFor;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.engine.StateKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The kinds of state that the scheduler keeps. */
final class SchedulerState {
  static final StateKind<RunState> RUN = new StateKind<>("run", RunState.class);
  static final StateKind<JobSpec> SPEC = new StateKind<>("spec", JobSpec.class);
  static final StateKind<Heard> HEARD = new StateKind<>("heard", Heard.class);
  static final StateKind<Seen> SEEN = new StateKind<>("seen", Seen.class);
  static final StateKind<PendingCancel> CANCEL = new StateKind<>("cancel", PendingCancel.class);
  static final StateKind<ProfileAnnounced> PROFILE =
      new StateKind<>("profile", ProfileAnnounced.class);
  static final StateKind<Held> HELD = new StateKind<>("held", Held.class);

  /** By name. */
  static final StateKind<Deployed> JOB = new StateKind<>("job", Deployed.class);

  /** Of deployed jobs that have one. */
  static final StateKind<Scheduled> SCHEDULE = new StateKind<>("schedule", Scheduled.class);

  /** By the job that is followed and the one that follows it, with a slash between them. */
  static final StateKind<JobSpec.Trigger> FOLLOWER =
      new StateKind<>("trigger", JobSpec.Trigger.class);

  /** The last run of a tick of a job; none when that run has ended. */
  static final StateKind<Previous> PREVIOUS = new StateKind<>("previous", Previous.class);

  static final StateKind<Backfill> BACKFILL = new StateKind<>("backfill", Backfill.class);

  /** Runs that a back-fill has asked for and that have not ended. */
  static final StateKind<PartOf> PART = new StateKind<>("part", PartOf.class);

  /** Of the attempts before the current one. */
  static final StateKind<Cost> COST = new StateKind<>("cost", Cost.class);

  static final StateKind<Lingering> LINGERING = new StateKind<>("lingering", Lingering.class);

  /** Who holds a slot: from the first attempt until the run is completed. */
  static final StateKind<Live> LIVE = new StateKind<>("live", Live.class);

  /** Runs that wait for objects. */
  static final StateKind<Wait> WAIT = new StateKind<>("wait", Wait.class);

  static final StateKind<Lane> LANE = new StateKind<>("lane", Lane.class);
  static final StateKind<Queued> QUEUED = new StateKind<>("queued", Queued.class);

  /** By lane and number: a lane's runs in the order in which they were asked for. */
  static final StateKind<Waiting> WAITING = StateKind.inOrder("waiting", Waiting.class);

  /** By profile. */
  static final StateKind<StartTimes> START_TIMES = new StateKind<>("starts", StartTimes.class);

  /** By the job's name. */
  static final StateKind<Paid> PAID = new StateKind<>("paid", Paid.class);

  /** Of live runs, from the first word of a driver on. */
  static final StateKind<Progress> PROGRESS = new StateKind<>("progress", Progress.class);

  /** Runs that have ended and not succeeded. */
  static final StateKind<Repairable> REPAIRABLE = new StateKind<>("repairable", Repairable.class);

  /** The last one, by the first run that was repaired. */
  static final StateKind<Repair> REPAIR = new StateKind<>("repair", Repair.class);

  private SchedulerState() {}

  /**
   * For how long clusters were paid for by each of a job's last good runs.
   *
   * @param times the newest last
   */
  record Paid(List<Duration> times) {
    static final Paid NONE = new Paid(List.of());
    private static final int KEPT = 9;

    Paid {
      times = List.copyOf(times);
    }

    Paid and(Duration next) {
      var all = new ArrayList<>(times);
      all.add(next);
      return new Paid(all.subList(Math.max(0, all.size() - KEPT), all.size()));
    }

    Duration median() {
      return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
    }
  }

  /** When the attempt's submitter was last heard of, by the broker's clock. */
  record Heard(int attempt, Instant at) {}

  /**
   * Remembers a runId for the dedupe window.
   *
   * @param payloadHash of what was asked for under it
   * @param ended how; null while it has not, or was not accepted
   */
  record Seen(String payloadHash, Instant at, @Nullable Outcome ended) {
    Seen ended(Outcome how) {
      return new Seen(payloadHash, at, how);
    }
  }

  /** A cancel that came before its run. */
  record PendingCancel(@Nullable String reason, Instant at) {}

  /** What a live run counts for. */
  record Live(String job, @Nullable String owner, String profile, @Nullable String existing) {
    static Live of(JobSpec spec) {
      JobSpec.Cluster cluster = spec.cluster();
      return new Live(spec.name(), spec.owner(), cluster.profile(), cluster.existing());
    }
  }

  /**
   * A run that waits for objects.
   *
   * @param since when it was accepted: the time limits count from then
   * @param missing what has not been found yet
   */
  record Wait(RunState.Request request, Instant since, List<WaitFor> missing) {
    Wait {
      missing = List.copyOf(missing);
    }

    List<String> objects() {
      return missing.stream().map(WaitFor::object).toList();
    }

    /** The one whose time limit passes first. */
    WaitFor firstLimit() {
      return missing.stream().min(Comparator.comparing(WaitFor::timeout)).orElseThrow();
    }

    Wait without(List<String> found) {
      List<WaitFor> left = missing.stream().filter(w -> !found.contains(w.object())).toList();
      return new Wait(request, since, left);
    }
  }

  /**
   * A run that waits for a slot.
   *
   * @param lane by its id
   * @param number of those that wait, who was asked for first has the lowest
   */
  record Queued(String lane, long number, RunState.Request request) {}

  record Waiting(String runId) {}

  /**
   * A request that waits for the first profile to be announced: nothing can be said of it before.
   */
  record Held(
      String runId,
      String payload,
      @Nullable String requestedBy,
      Instant requestedAt,
      long order) {}

  /**
   * A job as it was deployed.
   *
   * @param spec as its author wrote it
   */
  record Deployed(
      JsonNode spec,
      @Nullable String environment,
      String revision,
      JobSpec.@Nullable Trigger trigger) {}

  /**
   * Where a schedule stands.
   *
   * @param upTo what was due by then has been fired, or was skipped and told
   * @param next due after that; null when nothing is
   * @param litAhead the profile whose clusters are lit ahead of the ticks; null when none are
   * @param firedAhead the due times to come that were fired already, the earliest first, by this
   *     schedule or those before it
   */
  record Scheduled(
      Schedule schedule,
      boolean paused,
      Instant upTo,
      @Nullable Instant next,
      @Nullable String litAhead,
      List<Instant> firedAhead) {
    Scheduled {
      firedAhead = firedAhead == null ? List.of() : List.copyOf(firedAhead);
    }

    Scheduled upTo(Instant due, @Nullable Instant then) {
      return new Scheduled(schedule, paused, due, then, litAhead, firedAhead);
    }

    Scheduled fired(List<Instant> dues, Instant now) {
      List<Instant> ahead =
          Stream.concat(firedAhead.stream(), dues.stream())
              .filter(due -> due.isAfter(now))
              .distinct()
              .sorted()
              .toList();
      return new Scheduled(schedule, paused, upTo, next, litAhead, ahead);
    }
  }

  record Previous(String runId) {}

  /**
   * @param next the tick that is begun next; null when none is any more
   * @param live its runs that have not ended
   */
  record Backfill(
      String job,
      Schedule schedule,
      Map<String, String> params,
      int concurrency,
      @Nullable Instant next,
      Instant to,
      int ticks,
      int succeeded,
      int failed,
      Set<String> live) {
    Backfill {
      params = params == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(params));
      live = live == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(live));
    }

    Backfill begun(String runId, @Nullable Instant then) {
      var more = new TreeSet<>(live);
      more.add(runId);
      return new Backfill(
          job, schedule, params, concurrency, then, to, ticks, succeeded, failed, more);
    }

    Backfill without(String runId, boolean success) {
      var fewer = new TreeSet<>(live);
      fewer.remove(runId);
      int good = succeeded + (success ? 1 : 0);
      int bad = failed + (success ? 0 : 1);
      return new Backfill(job, schedule, params, concurrency, next, to, ticks, good, bad, fewer);
    }

    /** No tick is begun any more. */
    Backfill cut() {
      return new Backfill(
          job, schedule, params, concurrency, null, to, ticks, succeeded, failed, live);
    }
  }

  /**
   * @param backfill its id
   */
  record PartOf(String backfill) {}

  /**
   * What a repair of the run would keep of it.
   *
   * @param root the run that was repaired first; null when it is no repair
   * @param kept what it keeps itself
   * @param attempt the last one that a driver may have been started for
   * @param succeeded the steps that have, in that attempt
   */
  record Progress(
      @Nullable String root, List<KeptStep> kept, int attempt, List<KeptStep> succeeded) {
    static final Progress NONE = new Progress(null, List.of(), 0, List.of());

    /** Of all that is kept: it is state, and lies in records beside a whole spec. */
    private static final int MOST_BYTES = 256 << 10;

    Progress {
      kept = kept == null ? List.of() : List.copyOf(kept);
      succeeded = succeeded == null ? List.of() : List.copyOf(succeeded);
    }

    Progress with(int current, List<KeptStep> more) {
      var all = new ArrayList<>(current == attempt ? succeeded : List.of());
      all.addAll(more);
      return new Progress(root, kept, current, within(all));
    }

    List<KeptStep> all() {
      var all = new ArrayList<>(kept);
      all.addAll(succeeded);
      return within(all);
    }

    /** Each step once; without those whose reports would be too much, which are run again. */
    private static List<KeptStep> within(List<KeptStep> steps) {
      var byName = new LinkedHashMap<String, KeptStep>();
      int room = MOST_BYTES;
      for (KeptStep step : steps) {
        int bytes = Json.bytes(step).length;
        if (bytes <= room && byName.putIfAbsent(step.step(), step) == null) {
          room -= bytes;
        }
      }
      return List.copyOf(byName.values());
    }
  }

  /**
   * @param spec as it was accepted
   * @param root the run that was repaired first; itself when it is no repair
   * @param succeeded what a repair keeps
   */
  record Repairable(
      JobSpec spec,
      @Nullable String revision,
      @Nullable Tick tick,
      String root,
      List<KeptStep> succeeded) {
    Repairable {
      succeeded = succeeded == null ? List.of() : List.copyOf(succeeded);
    }
  }

  record Repair(String runId) {}
}
