package dev.mayfly.cli;

import dev.mayfly.cli.view.RunBook;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.NotificationEvent;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.RunTimes;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.contracts.event.StepMetrics;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.job.SpecText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The events of a run of two steps, at given seconds after it was asked for. */
public final class SampleRun {
  public static final Instant START = Instant.parse("2026-01-02T03:04:00Z");
  public static final String ID = "birds-1";
  public static final String CLUSTER = "c-1";

  private static final String TEXT =
      """
      name: birds
      steps:
        - {name: clean, application: s3a://jobs/clean.py}
        - {name: report, application: s3a://jobs/report.py, after: [clean]}
      notify: [{channels: [log]}]
      """;

  public static final JobSpec SPEC = spec(TEXT);

  private SampleRun() {}

  public static JobSpec spec(String text) {
    var read = JobSpecReader.read(SpecText.read(text), null, Map.of(), Map.of());
    return ((JobSpecReader.Result.Valid) read).spec();
  }

  public static Instant at(double seconds) {
    return START.plusMillis((long) (seconds * 1000));
  }

  public static List<Event> untilTheFirstStepRuns() {
    return List.of(
        new RunEvent.JobAccepted(
            ID, SPEC, List.of(), "ann", START, at(0.1), null, null, null, null),
        new RunEvent.AttemptStarted(ID, 1, SPEC, List.of(), at(0.1), null, null),
        new ClusterEvent.ClusterStarting(CLUSTER, ID, 1, "local", 1, at(0.2)),
        new ClusterEvent.ClusterReady(
            CLUSTER, ID, 1, new ClusterEndpoints("spark://127.0.0.1:7077", null), at(4)),
        new StepEvent.JobStarted(ID, 1, CLUSTER, "s-1", at(4.1)),
        new StepEvent.StepStarted(ID, 1, "clean", "host/42", at(4.2)),
        progress(12, 8));
  }

  /** Of one that repairs {@code birds-0}. */
  public static List<Event> untilTheSecondStepOfARepairHasEnded() {
    var kept = new KeptStep("clean", "birds-0", Json.parse("{\"rows\": 7}"));
    var report = result("report", Outcome.SUCCEEDED, null, null, 4.2, 8);
    var summary = new Summary(List.of(StepResult.of(kept), report), null);
    return List.of(
        new RunEvent.JobAccepted(
            ID, SPEC, List.of(), "ann", START, at(0.1), null, null, null, "birds-0"),
        new RunEvent.AttemptStarted(ID, 1, SPEC, List.of(kept), at(0.1), null, null),
        new StepEvent.JobStarted(ID, 1, CLUSTER, "s-1", at(4.1)),
        new StepEvent.StepStarted(ID, 1, "report", "host/42", at(4.2)),
        new StepEvent.StepFinished(ID, 1, report),
        new StepEvent.JobFinished(ID, 1, CLUSTER, Outcome.SUCCEEDED, null, null, summary, at(8)));
  }

  public static List<Event> untilItWaits() {
    return List.of(
        new RunEvent.JobAccepted(
            ID, SPEC, List.of(), "ann", START, at(0.1), null, null, null, null),
        new RunEvent.RunWaiting(ID, "birds", List.of("s3a://b/1", "s3a://b/2"), at(60), at(0.1)),
        new RunEvent.RunWaiting(ID, "birds", List.of("s3a://b/2"), at(3_600), at(5)));
  }

  public static List<Event> untilItIsQueued() {
    return List.of(
        new RunEvent.JobAccepted(
            ID, SPEC, List.of(), "ann", START, at(0.1), null, null, null, null),
        new RunEvent.RunQueued(
            ID,
            "birds",
            3,
            List.of("1 of 1 runs of job birds are live: birds-0", "2 of 2 runs are live: a, b"),
            at(0.1)));
  }

  public static JobProgressed progress(int tasks, double at) {
    return progress("clean", tasks, at);
  }

  public static JobProgressed progress(String step, int tasks, double at) {
    return new JobProgressed(
        ID,
        1,
        step,
        1,
        0,
        24,
        tasks,
        0,
        0,
        0,
        "count at Birds.java:40",
        "http://127.0.0.1:4040",
        at(at));
  }

  /** From its acceptance to its end; the cluster stays. */
  public static List<Event> onASharedCluster() {
    JobSpec spec = spec(TEXT + "cluster: {lifecycle: shared, cores: 2, memory: 2g}\n");
    var events = new ArrayList<Event>();
    events.add(
        new RunEvent.JobAccepted(
            ID, spec, List.of(), "ann", START, at(0.1), null, null, null, null));
    events.add(new ClusterEvent.LeaseEnded(CLUSTER, ID, 1, at(14.6), true, null));
    untilTheEnd().stream().filter(RunEvent.RunCompleted.class::isInstance).forEach(events::add);
    return events;
  }

  public static List<Event> untilTheEnd() {
    var clean = result("clean", Outcome.SUCCEEDED, null, null, 4.2, 10);
    var report = result("report", Outcome.SUCCEEDED, null, null, 10.5, 14);
    var summary = new Summary(List.of(clean, report), "s3a://mayfly/logs/birds-1/");
    return List.of(
        new StepEvent.StepFinished(ID, 1, clean),
        new StepEvent.StepStarted(ID, 1, "report", "host/43", at(10.5)),
        new StepEvent.StepFinished(ID, 1, report),
        new StepEvent.JobFinished(ID, 1, CLUSTER, Outcome.SUCCEEDED, null, null, summary, at(14.5)),
        new ClusterEvent.ClusterStopping(CLUSTER, "the job has finished", at(14.6)),
        new ClusterEvent.ClusterStopped(CLUSTER, ID, 1, at(15.5)),
        new RunEvent.AttemptEnded(ID, 1, Outcome.SUCCEEDED, null, null, null, at(15.5)),
        completed(summary),
        new NotificationEvent.NotificationSent(
            ID, "log", 1, false, at(15.7), NotificationEvent.About.OUTCOME));
  }

  public static RunEvent.RunCompleted completed(Summary summary) {
    return new RunEvent.RunCompleted(
        ID,
        "birds",
        null,
        Outcome.SUCCEEDED,
        null,
        null,
        1,
        CLUSTER,
        RunEvent.Teardown.CONFIRMED,
        summary,
        new RunTimes(at(0.1), at(0.2), at(4), at(4.1), at(7), at(13), at(14.5), at(15.5)),
        new Cost(null, null, Duration.ofMillis(15300), Duration.ofMillis(9300)),
        START,
        at(15.6));
  }

  public static RunView view(List<Event> events) {
    var book = new RunBook();
    events.forEach(book::apply);
    return book.find(ID).orElseThrow();
  }

  public static StepResult result(
      String step,
      Outcome outcome,
      FailureClass failureClass,
      String cause,
      double from,
      double to) {
    var metrics =
        new StepMetrics(
            "app-1", 1_572_864, false, 10_000, 2048, 51, 0, 0, 0, 0, 0, 0, 0, 24, 0, 2, 0, at(from),
            at(to));
    return new StepResult(
        step,
        outcome,
        failureClass,
        cause,
        0,
        at(from),
        at(to),
        metrics,
        List.of(new StepResult.Written("s3a://mayfly/out/" + step + "/", 3, 2048)),
        List.of(),
        null,
        "s3a://mayfly/logs/birds-1/" + step + ".log",
        null,
        null);
  }

  static StepResult resultWithLog(String step, Outcome outcome, String log) {
    return new StepResult(
        step, outcome, null, null, 0, at(1), at(2), null, List.of(), List.of(), null, log, null,
        null);
  }
}
