package dev.mayfly.contracts.sample;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.Estimate;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.NotificationEvent.About;
import dev.mayfly.contracts.event.NotificationEvent.NotificationFailed;
import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import dev.mayfly.contracts.event.ProfileAnnounced.Limits;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import dev.mayfly.contracts.event.RequestEvent.BackfillRequested;
import dev.mayfly.contracts.event.RequestEvent.ClusterResizeRequested;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RequestEvent.RunCancelRequested;
import dev.mayfly.contracts.event.RequestEvent.RunRepairRequested;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.event.RunEvent.RunWaiting;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.RunEvent.TeardownConfirmed;
import dev.mayfly.contracts.event.RunTimes;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillCompleted;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillStarted;
import dev.mayfly.contracts.event.ScheduleEvent.DeployAccepted;
import dev.mayfly.contracts.event.ScheduleEvent.DeployRejected;
import dev.mayfly.contracts.event.ScheduleEvent.TicksSkipped;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.JobStarted;
import dev.mayfly.contracts.event.StepEvent.StepFinished;
import dev.mayfly.contracts.event.StepEvent.StepStarted;
import dev.mayfly.contracts.event.StepMetrics;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.event.SubmitterAnnounced;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.job.Budget;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpec.Backoff;
import dev.mayfly.contracts.job.JobSpec.ClassRetry;
import dev.mayfly.contracts.job.JobSpec.Cluster;
import dev.mayfly.contracts.job.JobSpec.Driver;
import dev.mayfly.contracts.job.JobSpec.Executor;
import dev.mayfly.contracts.job.JobSpec.Notify;
import dev.mayfly.contracts.job.JobSpec.Queue;
import dev.mayfly.contracts.job.JobSpec.Retry;
import dev.mayfly.contracts.job.JobSpec.RetryCluster;
import dev.mayfly.contracts.job.JobSpec.Step;
import dev.mayfly.contracts.job.JobSpec.Trigger;
import dev.mayfly.contracts.job.JobSpec.WaitFor;
import dev.mayfly.contracts.schedule.CatchUp;
import dev.mayfly.contracts.schedule.Overlap;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.contracts.schedule.TickAsked;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One run of one job, told by every kind of event there is, each with all of its fields set. */
public final class Samples {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  public static final String RUN = "birds-2026-03-01";
  public static final String CLUSTER = "mf-7f3a9c2e";
  public static final String SUBMITTER = "0f8fad5b-d9cb-469f-a165-70867728950e";
  public static final String PROFILE = "local";

  private Samples() {}

  /** In the order in which a run would see them. */
  public static List<Event> all() {
    return List.of(
        profileAnnounced(),
        submitterAnnounced(),
        jobDeployed(),
        deployAccepted(),
        deployRejected(),
        ticksSkipped(),
        backfillRequested(),
        backfillStarted(),
        backfillCompleted(),
        jobRequested(),
        runCancelRequested(),
        runRepairRequested(),
        clusterResizeRequested(),
        jobAccepted(),
        jobRejected(),
        runWaiting(),
        runQueued(),
        attemptStarted(),
        clusterStarting(),
        clusterReady(),
        clusterFailed(),
        leaseGranted(),
        assignment(),
        jobStarted(),
        stepStarted(),
        jobProgressed(),
        stepFinished(),
        jobFinished(),
        attemptStopping(),
        leaseEnded(),
        clusterStopping(),
        clusterStopped(),
        attemptEnded(),
        runCompleted(),
        teardownConfirmed(),
        notificationSent(),
        notificationFailed());
  }

  public static JobRequested jobRequested() {
    return new JobRequested(
        RUN,
        "birds-daily",
        authoredSpec(),
        Map.of("day", "2026-03-01"),
        "dev",
        "ana@example.com",
        TickAsked.of(tick()));
  }

  public static BackfillRequested backfillRequested() {
    return new BackfillRequested(
        "birds-january",
        "birds-daily",
        Instant.parse("2026-01-01T00:00:00Z"),
        Instant.parse("2026-02-01T00:00:00Z"),
        2,
        Map.of("day", "{{ tick.date }}"),
        "ana@example.com");
  }

  public static JobDeployed jobDeployed() {
    return new JobDeployed(authoredSpec(), "dev", true, "ana@example.com", "birds");
  }

  public static DeployAccepted deployAccepted() {
    return new DeployAccepted(
        "birds-daily",
        "7f3a9c2e51d0",
        "0 2 * * * Europe/Berlin",
        Instant.parse("2026-03-02T01:00:00Z"),
        true,
        List.of("colour is not a field of a job and was ignored"),
        "ana@example.com",
        at(1));
  }

  public static DeployRejected deployRejected() {
    return new DeployRejected(
        "birds-daily",
        List.of(new Fault("schedule.every", "often", "a duration such as 30s, 10m, 1h30m or PT2H")),
        "ana@example.com",
        at(1));
  }

  public static TicksSkipped ticksSkipped() {
    return new TicksSkipped(
        "birds-daily",
        Instant.parse("2026-02-26T01:00:00Z"),
        Instant.parse("2026-02-28T01:00:00Z"),
        3,
        "catchUp: latest fires only the newest of what was missed",
        at(1));
  }

  public static BackfillStarted backfillStarted() {
    BackfillRequested asked = backfillRequested();
    return new BackfillStarted(
        "birds-january", asked.job(), asked.from(), asked.to(), 31, 2, asked.requestedBy(), at(1));
  }

  public static BackfillCompleted backfillCompleted() {
    return new BackfillCompleted("birds-january", "birds-daily", 31, 29, 2, at(900));
  }

  public static Tick tick() {
    return new Tick(Instant.parse("2026-02-28T01:00:00Z"), Instant.parse("2026-03-01T01:00:00Z"));
  }

  public static RunCancelRequested runCancelRequested() {
    return new RunCancelRequested(RUN, "wrong day", "ana@example.com");
  }

  public static RunRepairRequested runRepairRequested() {
    return new RunRepairRequested("birds-2026-03-01-again", RUN, "ana@example.com");
  }

  public static ClusterResizeRequested clusterResizeRequested() {
    return new ClusterResizeRequested(CLUSTER, 4);
  }

  public static JobAccepted jobAccepted() {
    return new JobAccepted(
        RUN,
        spec(),
        List.of("colour is not a field of a job and was ignored"),
        "ana@example.com",
        NOON,
        at(1),
        "7f3a9c2e51d0",
        tick(),
        new Estimate(1.2, "USD", Duration.ofMinutes(1), 0.02),
        "birds-2026-03-01-first");
  }

  public static JobRejected jobRejected() {
    return new JobRejected(
        "birds-2026-02-30",
        List.of(
            new Fault("cluster.workers", "-1", "a whole number from 1 to 10000"),
            new Fault("steps[0].name", null, "a name"),
            new Fault("schedule", null, "not supported yet (leave it out)")),
        "ana@example.com",
        at(1));
  }

  public static RunWaiting runWaiting() {
    return new RunWaiting(
        RUN, "birds-daily", List.of("s3a://birds/2026-03-01/_SUCCESS"), at(21_600), at(1));
  }

  public static RunQueued runQueued() {
    return new RunQueued(
        RUN,
        "birds-daily",
        2,
        List.of("1 of 1 runs of job birds-daily are live: birds-2026-02-28"),
        at(1));
  }

  public static AttemptStarted attemptStarted() {
    return new AttemptStarted(RUN, 1, spec(), kept(), at(1), at(2), CLUSTER);
  }

  public static AttemptStopping attemptStopping() {
    return new AttemptStopping(RUN, 1, StopReason.CANCEL, "wrong day", at(40));
  }

  public static AttemptEnded attemptEnded() {
    return new AttemptEnded(
        RUN,
        1,
        Outcome.FAILED,
        FailureClass.INFRASTRUCTURE,
        "the cluster lost its only worker",
        at(90),
        at(60));
  }

  public static RunCompleted runCompleted() {
    return new RunCompleted(
        RUN,
        "birds-daily",
        "analytics",
        Outcome.FAILED,
        FailureClass.APPLICATION,
        "java.lang.IllegalStateException: no birds on 2026-03-01",
        1,
        CLUSTER,
        Teardown.UNCONFIRMED,
        summary(),
        runTimes(),
        new Cost(0.0125, "USD", Duration.ofSeconds(45), Duration.ofSeconds(20)),
        NOON,
        at(60));
  }

  public static TeardownConfirmed teardownConfirmed() {
    return new TeardownConfirmed(RUN, CLUSTER, at(120));
  }

  public static ProfileAnnounced profileAnnounced() {
    var secrets = new LinkedHashMap<String, List<String>>();
    secrets.put("birds-api", List.of("analytics"));
    secrets.put("weather-api", List.of("*"));
    return new ProfileAnnounced(
        PROFILE,
        "local",
        "4.2.0",
        List.of("3.12"),
        "make a venv with ./mayfly python",
        List.of("s3a://mayfly/", "file:/opt/jobs/"),
        secrets,
        new Limits(4, 2, MemorySize.parse("4g")),
        new Prices("EUR", 0.04, 0.005),
        Duration.ofMinutes(15),
        Map.of("team", new ExistingCluster(2, 2, MemorySize.parse("2g"), 2, Duration.ofMinutes(5))),
        NOON);
  }

  public static SubmitterAnnounced submitterAnnounced() {
    return new SubmitterAnnounced(SUBMITTER, "host-1", List.of(PROFILE), 1, NOON);
  }

  public static ClusterStarting clusterStarting() {
    return new ClusterStarting(CLUSTER, RUN, 1, PROFILE, 2, at(2));
  }

  public static ClusterReady clusterReady() {
    return new ClusterReady(CLUSTER, RUN, 1, endpoints(), at(8));
  }

  public static ClusterFailed clusterFailed() {
    return new ClusterFailed(
        CLUSTER,
        RUN,
        1,
        FailureClass.QUOTA,
        "the provider allows 4 cores here and 6 were asked for",
        at(8));
  }

  public static LeaseGranted leaseGranted() {
    return new LeaseGranted(CLUSTER, RUN, 1, SUBMITTER, at(8));
  }

  public static LeaseEnded leaseEnded() {
    return new LeaseEnded(CLUSTER, RUN, 1, at(50), true, at(60));
  }

  public static ClusterStopping clusterStopping() {
    return new ClusterStopping(CLUSTER, "its last lease has ended", at(50));
  }

  public static ClusterStopped clusterStopped() {
    return new ClusterStopped(CLUSTER, RUN, 1, at(55));
  }

  public static Assignment assignment() {
    return new Assignment(
        RUN, 1, SUBMITTER, CLUSTER, endpoints(), spec(), kept(), StopReason.CANCEL, at(70), at(8));
  }

  private static List<KeptStep> kept() {
    JsonNode reported = Json.parse("{\"rows\": 1200}");
    return List.of(new KeptStep("clean", "birds-2026-03-01-first", reported));
  }

  public static JobStarted jobStarted() {
    return new JobStarted(RUN, 1, CLUSTER, SUBMITTER, at(9));
  }

  public static StepStarted stepStarted() {
    return new StepStarted(RUN, 1, "clean", "host-1/4711", at(10));
  }

  public static StepFinished stepFinished() {
    return new StepFinished(RUN, 1, cleaned());
  }

  public static JobFinished jobFinished() {
    return new JobFinished(
        RUN,
        1,
        CLUSTER,
        Outcome.FAILED,
        FailureClass.APPLICATION,
        "java.lang.IllegalStateException: no birds on 2026-03-01",
        summary(),
        at(50));
  }

  public static JobProgressed jobProgressed() {
    return new JobProgressed(
        RUN,
        1,
        "clean",
        1,
        2,
        48,
        31,
        1,
        99_404,
        1_200,
        "count at Clean.java:31",
        "http://127.0.0.1:4040",
        at(13));
  }

  public static NotificationSent notificationSent() {
    return new NotificationSent(RUN, "slack:data-alerts", 2, true, at(62), About.OUTCOME);
  }

  public static NotificationFailed notificationFailed() {
    return new NotificationFailed(
        RUN, "slack:data-alerts", 8, "HTTP 404: no such webhook", at(300));
  }

  /** A spec as its author writes it. */
  public static JsonNode authoredSpec() {
    return Json.mapper()
        .readTree(
            """
            {"name": "birds-daily", "params": {"day": "2026-02-28"},
             "cluster": {"profile": "local", "workers": 2},
             "steps": [{"name": "clean", "application": "s3a://jobs/clean.py",
                        "args": ["--day", "{{ params.day }}"]}],
             "environments": {"dev": {"cluster": {"workers": 1}}}}
            """);
  }

  /** The same, richer, as it is run. */
  public static JobSpec spec() {
    return new JobSpec(
        "birds-daily",
        "analytics",
        Map.of("day", "2026-03-01"),
        new Cluster(PROFILE, 2, 1, MemorySize.parse("1g")),
        ">=3.5 <5",
        new Driver(1, MemorySize.parse("1g")),
        new Executor(2, 1, MemorySize.parse("768m"), MemorySize.parse("128m")),
        List.of(cleanStep(), reportStep()),
        new Retry(
            3,
            Set.of(FailureClass.INFRASTRUCTURE, FailureClass.QUOTA),
            new Backoff(Duration.ofSeconds(30), 2, Duration.ofMinutes(10), 0.5),
            Map.of(
                FailureClass.QUOTA,
                new ClassRetry(
                    5, new Backoff(Duration.ofMinutes(5), 1, Duration.ofMinutes(5), 0.0))),
            RetryCluster.FRESH),
        Duration.ofHours(2),
        List.of(
            new Notify(Set.of(Outcome.FAILED, Outcome.LOST), List.of("slack:data-alerts", "log"))),
        false,
        new Queue(5, Duration.ofHours(6), 1),
        new Budget(5.0, "USD", Duration.ofHours(3)),
        new Schedule(
            "0 2 * * *",
            null,
            List.of(),
            ZoneId.of("Europe/Berlin"),
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2027-01-01T00:00:00Z"),
            Duration.ofMinutes(5),
            Overlap.QUEUE,
            new CatchUp(CatchUp.Policy.ALL, Duration.ofDays(3)),
            false),
        new Trigger("birds-collected", Set.of(Outcome.SUCCEEDED)),
        List.of(new WaitFor("s3a://birds/2026-03-01/_SUCCESS", Duration.ofHours(6))));
  }

  public static Summary summary() {
    return new Summary(List.of(cleaned()), "s3a://mayfly/runs/birds-2026-03-01/1/");
  }

  public static RunTimes runTimes() {
    return new RunTimes(at(1), at(2), at(8), at(9), at(12), at(45), at(50), at(55));
  }

  private static Step cleanStep() {
    return new Step(
        "clean",
        "s3a://jobs/clean.py",
        null,
        List.of("--day", "2026-03-01"),
        List.of("s3a://jobs/codec.jar"),
        List.of("org.example:birds_2.13:1.2.0"),
        List.of("https://repo.example.com/maven"),
        List.of("s3a://jobs/lib.zip"),
        List.of("s3a://jobs/species.csv"),
        List.of("s3a://jobs/venv.tar.gz#venv"),
        Map.of("spark.sql.shuffle.partitions", "8"),
        Map.of("API_KEY", "${secret:birds-api}"),
        List.of(),
        Map.of("rowsWritten", ">0"),
        List.of("s3a://mayfly/birds/clean/"));
  }

  private static Step reportStep() {
    return new Step(
        "report",
        "s3a://jobs/report.jar",
        "com.example.Report",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of("clean"),
        Map.of(),
        List.of());
  }

  private static StepResult cleaned() {
    return new StepResult(
        "clean",
        Outcome.FAILED,
        FailureClass.APPLICATION,
        "java.lang.IllegalStateException: no birds on 2026-03-01",
        1,
        at(10),
        at(48),
        metrics(),
        List.of(new StepResult.Written("s3a://mayfly/birds/clean/", 3, 1_048_576)),
        List.of("expected rowsWritten > 0, but it was 0"),
        Json.mapper().readTree("{\"quality\": 0.970, \"rejected\": [\"row 7\"]}"),
        "s3a://mayfly/runs/birds-2026-03-01/1/clean.log",
        "s3a://mayfly/runs/birds-2026-03-01/1/clean.events",
        null);
  }

  private static StepMetrics metrics() {
    return new StepMetrics(
        "app-20260301120009-0000",
        26_214_400,
        true,
        99_404,
        1_048_576,
        1_200,
        65_536,
        65_537,
        4_096,
        2_048,
        33_554_432,
        41_000,
        900,
        48,
        1,
        3,
        1,
        at(12),
        at(45));
  }

  private static ClusterEndpoints endpoints() {
    return new ClusterEndpoints("spark://127.0.0.1:7077", "http://127.0.0.1:8080");
  }

  private static Instant at(int seconds) {
    return NOON.plusSeconds(seconds);
  }
}
