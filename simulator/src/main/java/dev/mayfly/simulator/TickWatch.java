package dev.mayfly.simulator;

import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.ScheduleEvent;
import dev.mayfly.contracts.event.ScheduleEvent.DeployAccepted;
import dev.mayfly.contracts.event.ScheduleEvent.DeployRejected;
import dev.mayfly.contracts.event.ScheduleEvent.TicksSkipped;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.schedule.CatchUp.Policy;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.engine.Input;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Promise 5: every due time of a schedule, for as long as it is deployed, is fired once or told as
 * skipped; none is fired twice, early, while it is paused, or though it was never due. A job that
 * follows another is asked for as often as the other has ended so.
 */
final class TickWatch {
  /** By how much a host's clock may differ from the broker's, both ways, and a bit. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(21);

  private static final Duration ON_TIME = Duration.ofSeconds(60);

  private final Map<String, List<Entry>> jobs = new TreeMap<>();
  private final Map<String, TreeMap<Instant, Instant>> fired = new TreeMap<>();
  private final Map<String, List<TicksSkipped>> skipped = new TreeMap<>();
  private final Map<String, Integer> followed = new TreeMap<>();
  private final Map<String, Integer> triggered = new TreeMap<>();
  private final Set<String> accepted = new HashSet<>();
  private final Map<String, JobAccepted> startAtTick = new TreeMap<>();

  /** A record of a job: how it was deployed, or that it was undeployed. */
  private static final class Entry {
    final long offset;
    final Instant at;
    final @Nullable JobDeployed deployed;
    final @Nullable JobSpec spec;
    @Nullable Instant acceptedAt;
    boolean answered;

    Entry(Input.Received record, @Nullable JobDeployed deployed) {
      this.offset = record.offset();
      this.at = record.timestamp();
      this.deployed = deployed;
      this.spec = deployed == null ? null : read(deployed);
    }

    @Nullable Schedule schedule() {
      return spec == null ? null : spec.schedule();
    }

    boolean paused() {
      return deployed != null && deployed.firesNothing();
    }

    /** What was due is told when the job is resumed, changed or undeployed, and not by that. */
    boolean leavesPaused(Entry before) {
      return before.paused() && paused() && Objects.equals(before.schedule(), schedule());
    }

    private static @Nullable JobSpec read(JobDeployed deployed) {
      var facts = Map.of("run.id", "r");
      Tick any = Tick.dayFrom(Instant.EPOCH, ZoneOffset.UTC);
      return JobSpecReader.read(deployed.spec(), null, Map.of(), facts, any)
              instanceof JobSpecReader.Result.Valid valid
          ? valid.spec()
          : null;
    }
  }

  /**
   * For how long a schedule held.
   *
   * @param until null: it still does
   */
  private record Span(
      Schedule schedule, boolean paused, Instant asked, Instant from, @Nullable Instant until) {

    List<Instant> dues() {
      var dues = new ArrayList<Instant>();
      Optional<Instant> due = schedule.next(from);
      while (due.isPresent() && (until == null || !due.get().isAfter(until))) {
        dues.add(due.get());
        due = schedule.next(due.get());
      }
      return dues;
    }
  }

  void onJob(Input.Received record) {
    Entry entry = null;
    if (record.value() == null) {
      entry = new Entry(record, null);
      entry.answered = true;
    } else if (Inbox.deployment(record.headers(), record.value())
        instanceof Inbox.Deployment.Job job) {
      entry = new Entry(record, job.event());
    }
    if (entry != null) {
      of(record).add(entry);
    }
  }

  /** What could not be handled changes nothing. */
  void onDeadLetter(Map<String, String> headers) {
    String position = headers.getOrDefault("mayfly_position", "");
    long offset = Long.parseLong(position.substring(position.indexOf('/') + 1));
    jobs.values().forEach(entries -> entries.removeIf(e -> e.offset == offset));
  }

  void onRequest(Input.Received record) {
    if (Inbox.read(record.headers(), record.value()) instanceof Inbox.Read.Request read
        && read.event() instanceof JobRequested asked) {
      if ("schedule".equals(asked.requestedBy())) {
        onTick(record.timestamp(), asked);
      } else if ("trigger".equals(asked.requestedBy())) {
        triggered.merge(String.valueOf(asked.job()), 1, Integer::sum);
      }
    }
  }

  private void onTick(Instant at, JobRequested asked) {
    String job = String.valueOf(asked.job());
    Tick tick = Objects.requireNonNull(asked.tick()).complete(null);
    Instant due = tick.end();
    Instant before = fired.computeIfAbsent(job, j -> new TreeMap<>()).put(due, at);
    if (before != null && !wasUndeployed(job, before, at)) {
      throw broken(job, "was fired twice for " + due);
    }
    List<Schedule> when =
        entries(job).stream()
            .map(Entry::schedule)
            .filter(s -> s != null && s.next(due.minusMillis(1)).filter(due::equals).isPresent())
            .map(Objects::requireNonNull)
            .toList();
    if (when.stream().noneMatch(s -> s.tickOf(due).equals(tick))) {
      throw broken(job, "was fired for " + tick + ", which never was a tick of it");
    }
    boolean ahead = when.stream().anyMatch(Schedule::startsAtTick);
    Duration most = ahead ? World.TIMES.startDeadline() : Duration.ZERO;
    if (at.isBefore(due.minus(most).minus(CLOCKS_DIFFER))) {
      throw broken(job, "was fired early for " + due);
    }
    Instant tooLate = at.minus(ON_TIME).minus(CLOCKS_DIFFER);
    if (when.stream()
        .allMatch(
            s -> s.catchUp().policy() == Policy.NONE && s.firesAt(job, due).isBefore(tooLate))) {
      throw broken(job, "was fired late for " + due);
    }
  }

  /** What was fired ahead is forgotten with the job; it asks for the same run again. */
  private boolean wasUndeployed(String job, Instant from, Instant to) {
    return entries(job).stream()
        .anyMatch(e -> e.deployed == null && !e.at.isBefore(from) && !e.at.isAfter(to));
  }

  /** A job that starts when it is due is not given to a submitter before. */
  void on(LeaseGranted e) {
    JobAccepted run = e.attempt() == 1 ? startAtTick.get(e.runId()) : null;
    if (run == null) {
      return;
    }
    Instant due = Objects.requireNonNull(run.tick()).end();
    Instant asked = run.acceptedAt();
    boolean farAhead = asked.isBefore(due.minus(World.TIMES.startDeadline()).plus(CLOCKS_DIFFER));
    if (!farAhead && e.grantedAt().isBefore(due.minus(CLOCKS_DIFFER))) {
      throw broken(run.spec().name(), "is started before it is due at " + due);
    }
  }

  void on(JobAccepted e) {
    Schedule schedule = e.spec().schedule();
    if (e.tick() != null && schedule != null && schedule.startsAtTick()) {
      startAtTick.put(e.runId(), e);
    }
    String by = String.valueOf(e.requestedBy());
    if (e.tick() != null
        && (by.equals("schedule") || by.equals("outside"))
        && !isChanged(e.spec().name())
        && !accepted.add(e.spec().name() + " " + e.tick().end())) {
      throw broken(e.spec().name(), "has two runs of " + e.tick());
    }
  }

  void on(RunCompleted e) {
    jobs.forEach(
        (follower, entries) -> {
          for (Entry entry : entries) {
            JobSpec spec = entry.acceptedAt == null ? null : entry.spec;
            if (spec != null
                && spec.trigger() != null
                && spec.trigger().job().equals(e.job())
                && spec.trigger().on().contains(e.outcome())) {
              followed.merge(follower, 1, Integer::sum);
            }
          }
        });
  }

  void on(ScheduleEvent e) {
    if (e instanceof DeployAccepted yes) {
      answer(yes.job(), yes.deployedBy()).acceptedAt = yes.acceptedAt();
    } else if (e instanceof DeployRejected no) {
      answer(no.job(), no.deployedBy());
    } else if (e instanceof TicksSkipped told) {
      skipped.computeIfAbsent(told.job(), j -> new ArrayList<>()).add(told);
    }
  }

  private Entry answer(String job, @Nullable String by) {
    for (Entry entry : entries(job)) {
      if (entry.deployed != null && Objects.equals(entry.deployed.deployedBy(), by)) {
        if (entry.answered) {
          throw broken(job, "was answered twice for the deployment by " + by);
        }
        entry.answered = true;
        return entry;
      }
    }
    throw broken(job, "was answered for the deployment by " + by + ", which is unknown");
  }

  /** What is still owed; empty at the end. */
  Set<String> open() {
    var open = new LinkedHashSet<String>();
    jobs.forEach(
        (job, entries) -> {
          entries.stream()
              .filter(e -> !e.answered)
              .forEach(e -> open.add("an answer to deployment " + e.offset + " of " + job));
          for (Span span : spans(entries)) {
            if (!span.paused() || span.until() != null) {
              span.dues().stream()
                  .filter(due -> !isTold(job, due))
                  .filter(due -> !fired.getOrDefault(job, new TreeMap<>()).containsKey(due))
                  .forEach(due -> open.add("tick " + due + " of " + job));
            }
          }
        });
    return open;
  }

  void checkEnd() {
    fired.forEach(
        (job, dues) ->
            dues.forEach(
                (due, at) -> {
                  if (isTold(job, due)) {
                    throw broken(job, "was fired for " + due + ", which was told as skipped");
                  }
                  if (spans(entries(job)).stream().anyMatch(s -> firedWhilePaused(s, due, at))) {
                    throw broken(job, "was fired while paused for " + due);
                  }
                }));
    if (!followed.equals(triggered)) {
      throw new PromiseBroken(5, "triggered " + triggered + " where followed " + followed);
    }
  }

  /** What was said before it was due counts first, whether or not it had been read by then. */
  private static boolean firedWhilePaused(Span span, Instant due, Instant at) {
    Instant said = span.asked().plus(CLOCKS_DIFFER);
    return span.paused()
        && due.isAfter(said)
        && at.isAfter(said)
        && (span.until() == null || due.isBefore(span.until()));
  }

  private boolean isTold(String job, Instant due) {
    return skipped.getOrDefault(job, List.of()).stream()
        .anyMatch(told -> !due.isBefore(told.first()) && !due.isAfter(told.last()));
  }

  private boolean isChanged(String job) {
    return entries(job).stream().map(Entry::schedule).filter(Objects::nonNull).distinct().count()
        > 1;
  }

  private static List<Span> spans(List<Entry> entries) {
    var spans = new ArrayList<Span>();
    Entry before = null;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      Schedule schedule = entry.schedule();
      if (entry.acceptedAt != null && schedule != null) {
        Instant until = end(entries.subList(i + 1, entries.size()));
        boolean goesOn = before != null && entry.leavesPaused(before);
        Span last = goesOn ? spans.remove(spans.size() - 1) : null;
        spans.add(
            last != null
                ? new Span(schedule, true, last.asked(), last.from(), until)
                : new Span(schedule, entry.paused(), entry.at, entry.acceptedAt, until));
      }
      if (entry.acceptedAt != null || entry.deployed == null) {
        before = entry;
      }
    }
    return spans;
  }

  /** When the first that followed took effect, at the earliest. */
  private static @Nullable Instant end(List<Entry> following) {
    for (Entry next : following) {
      if (next.deployed == null) {
        return next.at.minus(CLOCKS_DIFFER);
      }
      if (next.acceptedAt != null) {
        return next.at.isBefore(next.acceptedAt) ? next.at : next.acceptedAt;
      }
    }
    return null;
  }

  private List<Entry> of(Input.Received record) {
    return jobs.computeIfAbsent(String.valueOf(record.key()), j -> new ArrayList<>());
  }

  private List<Entry> entries(String job) {
    return jobs.getOrDefault(job, List.of());
  }

  private static PromiseBroken broken(String job, String what) {
    return new PromiseBroken(5, job + " " + what, job);
  }
}
