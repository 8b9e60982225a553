package dev.mayfly.cli;

import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.DeployedJobs;
import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.cli.upload.Upload;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.ScheduleEvent.DeployAccepted;
import dev.mayfly.contracts.event.ScheduleEvent.DeployRejected;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "deploy",
    description = {
      "Puts a job where runs can name it and its schedule fires.",
      "Local files that the spec names are uploaded, by the hash of their content. A job that is paused stays so. Exit code 2 when the spec or the scheduler refuses it; what was deployed before stays then."
    })
final class DeployCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Parameters(paramLabel = "SPEC", description = "The job's spec, YAML or JSON.")
  private Path spec = Path.of("");

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "One of the spec's environments, laid over it.")
  private @Nullable String environment;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    var storage = connection.storage();
    SpecFile.Result read = SpecFile.readToDeploy(spec, environment, storage.bucket());
    if (!(read instanceof SpecFile.Result.Valid valid)) {
      return ValidateCommand.printFaults(spec, (SpecFile.Result.Invalid) read);
    }
    valid.warnings().forEach(w -> System.err.println("warning: " + w));
    var jobs = new DeployedJobs(connection.bootstrapServers(), connection.topics());
    String job = valid.spec().name();
    JobDeployed before = jobs.all().get(job);
    Boolean paused = before == null ? null : before.paused();
    var next =
        new JobDeployed(valid.plan().spec(), environment, paused, System.getProperty("user.name"));
    if (before != null && isSame(before, next)) {
      System.out.println(job + " is deployed as it is; nothing changes");
      return 0;
    }
    if (!valid.plan().uploads().isEmpty()) {
      try (var bucket = new Bucket(storage)) {
        for (Upload upload : valid.plan().uploads()) {
          bucket.putIfMissing(upload.file(), upload.key());
        }
      }
    }
    return deploy(jobs, job, next);
  }

  private static boolean isSame(JobDeployed a, JobDeployed b) {
    return a.spec().equals(b.spec()) && Objects.equals(a.environment(), b.environment());
  }

  private int deploy(DeployedJobs jobs, String job, JobDeployed next) throws IOException {
    try (RunFeed feed = RunFeed.fromNow(connection.bootstrapServers(), connection.topics())) {
      jobs.deploy(job, next, clock.instant());
      Instant until = clock.instant().plus(PATIENCE);
      while (clock.instant().isBefore(until)) {
        for (Event event : feed.poll(Duration.ofMillis(200))) {
          if (event instanceof DeployAccepted e && e.job().equals(job)) {
            System.out.println(told(e));
            return 0;
          }
          if (event instanceof DeployRejected e && e.job().equals(job)) {
            System.err.println("the scheduler refuses " + job + "; what was deployed stays:");
            e.faults().forEach(f -> System.err.println("  - " + f));
            return ExitCodes.REJECTED;
          }
        }
      }
    }
    System.out.println(
        job
            + " is on "
            + connection.topics().jobs()
            + "; the scheduler has not answered yet, and takes it when it is up");
    return 0;
  }

  private static String told(DeployAccepted e) {
    String schedule = e.schedule() == null ? "" : "; " + e.schedule();
    String next =
        e.paused() ? "; paused" : e.nextTick() == null ? "" : "; next tick " + e.nextTick();
    return "deployed " + e.job() + " (revision " + e.revision() + ")" + schedule + next;
  }
}
