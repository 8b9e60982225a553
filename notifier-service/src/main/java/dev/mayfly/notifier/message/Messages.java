package dev.mayfly.notifier.message;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.RunEvent.TeardownConfirmed;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.notifier.message.Message.Fact;
import dev.mayfly.notifier.message.Message.Tone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a message of an event; nothing else goes into it. */
public final class Messages {
  private static final int TITLE = 140;
  private static final int CAUSE = 1000;
  private static final int TEXT = 400;

  private Messages() {}

  /** Of a run that had its cluster for itself. */
  public static Message of(RunCompleted run) {
    return of(run, cluster(run));
  }

  /** Of a run that had a lease of a shared cluster, which may stay. */
  public static Message ofShared(RunCompleted run) {
    return of(run, lease(run));
  }

  private static Message of(RunCompleted run, String cluster) {
    var facts = new ArrayList<Fact>();
    facts.add(fact("Run", run.runId()));
    if (run.owner() != null) {
      facts.add(fact("Owner", run.owner()));
    }
    facts.add(fact("Took", took(run)));
    facts.add(fact("Where the time went", Spent.text(run)));
    Summary summary = run.summary() == null ? Summary.EMPTY : run.summary();
    facts.addAll(Steps.facts(summary));
    facts.add(fact("Cost", run.cost() == null ? "unknown" : run.cost().text()));
    facts.add(fact("Logs", summary.logs() == null ? "none were kept" : summary.logs()));
    facts.add(fact("Cluster", cluster));
    return new Message(
        run.runId(),
        tone(run.outcome(), run.teardown()),
        title(run.job(), run.outcome(), run.failureClass()),
        run.cause() == null ? null : Texts.firstLines(run.cause(), CAUSE),
        facts);
  }

  public static Message of(JobRejected rejected) {
    String faults =
        rejected.faults().stream().map(Fault::toString).collect(Collectors.joining("\n"));
    var facts = new ArrayList<Fact>();
    facts.add(fact("Run", rejected.runId()));
    if (rejected.requestedBy() != null) {
      facts.add(fact("Requested by", rejected.requestedBy()));
    }
    facts.add(fact("Cluster", "none was lit"));
    String title = Texts.cut("Run " + rejected.runId() + " was rejected", TITLE);
    return new Message(
        rejected.runId(), Tone.BAD, title, Texts.firstLines(faults, CAUSE), List.copyOf(facts));
  }

  /**
   * @param job whose run it was; null when that is not known any more
   */
  public static Message of(TeardownConfirmed teardown, @Nullable String job) {
    String cluster = teardown.clusterId() + " was confirmed gone " + teardown.confirmedAt();
    return of(teardown, "The cluster" + whose(job) + " is gone now", cluster);
  }

  /**
   * @param job whose run it was; null when that is not known any more
   */
  public static Message ofShared(TeardownConfirmed teardown, @Nullable String job) {
    String cluster =
        "its lease of shared cluster "
            + teardown.clusterId()
            + " was confirmed to have ended "
            + teardown.confirmedAt();
    String title = "The lease" + whose(job) + " on a shared cluster has ended now";
    return of(teardown, title, cluster);
  }

  private static Message of(TeardownConfirmed teardown, String title, String cluster) {
    var facts =
        List.of(
            fact("Run", teardown.runId()),
            fact("Cluster", cluster),
            fact("Before", "the run was told to have ended with its teardown UNCONFIRMED"));
    return new Message(teardown.runId(), Tone.GOOD, Texts.cut(title, TITLE), null, facts);
  }

  private static String whose(@Nullable String job) {
    return job == null ? "" : " of " + job;
  }

  private static String title(String job, Outcome outcome, @Nullable FailureClass failureClass) {
    String words =
        switch (outcome) {
          case SUCCEEDED -> " succeeded";
          case FAILED -> " failed";
          case TIMED_OUT -> " timed out";
          case CANCELLED -> " was cancelled";
          case LOST -> " was lost";
          case REJECTED -> " was rejected";
        };
    return Texts.cut(job + words + (failureClass == null ? "" : " (" + failureClass + ")"), TITLE);
  }

  private static Tone tone(Outcome outcome, Teardown teardown) {
    return switch (outcome) {
      case SUCCEEDED -> teardown == Teardown.CONFIRMED ? Tone.GOOD : Tone.WARNING;
      case CANCELLED -> Tone.WARNING;
      case FAILED, TIMED_OUT, LOST, REJECTED -> Tone.BAD;
    };
  }

  private static String took(RunCompleted run) {
    String time = Durations.text(Duration.between(run.requestedAt(), run.completedAt()));
    return run.attempts() > 1 ? time + " in " + run.attempts() + " attempts" : time;
  }

  private static String cluster(RunCompleted run) {
    if (run.teardown() == Teardown.UNCONFIRMED) {
      return (run.clusterId() == null ? "its end" : "the end of " + run.clusterId())
          + " is UNCONFIRMED, so it may still cost money; Mayfly goes on until it is gone, and says so";
    }
    return run.clusterId() == null ? "none was lit" : run.clusterId() + " is gone";
  }

  private static String lease(RunCompleted run) {
    if (run.clusterId() == null) {
      return cluster(run);
    }
    String lease = "its lease of shared cluster " + run.clusterId();
    return run.teardown() == Teardown.CONFIRMED
        ? lease + " has ended"
        : "the end of "
            + lease
            + " is UNCONFIRMED, so it may still cost money; Mayfly goes on until it has ended, and says so";
  }

  static Fact fact(String label, String text) {
    return new Fact(label, Texts.cut(text, TEXT));
  }
}
