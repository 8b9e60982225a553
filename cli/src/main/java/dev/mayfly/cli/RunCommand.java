package dev.mayfly.cli;

import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.DeployedJobs;
import dev.mayfly.cli.upload.LocalFiles;
import dev.mayfly.cli.upload.Upload;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.TickAsked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "run",
    description = {
      "Asks for a run of a job.",
      "Local files that the spec names are uploaded, by the hash of their content. With --watch the exit code is the outcome: 0 succeeded, 1 failed, 2 rejected, 3 lost, 124 timed out, 130 cancelled."
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SPEC|JOB",
      description = "The job's spec, YAML or JSON; or the name of a deployed job.")
  private Path spec = Path.of("");

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "Runs a deployed job for the tick that begins then, as 2026-03-01T00:00:00Z; for that of a day, as 2026-03-01, in the time zone of its schedule (UTC without one).")
  private @Nullable String at;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Sets one of the job's params; may be repeated.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "One of the spec's environments, laid over it.")
  private @Nullable String environment;

  @Mixin private Asking asking = new Asking();

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    if (asking.isRefused()) {
      return ExitCodes.USAGE;
    }
    Instant now = clock.instant();
    if (!Files.exists(spec) && isName(spec.toString())) {
      return runDeployed(spec.toString(), now);
    }
    if (at != null) {
      System.err.println("--at needs the name of a deployed job; " + spec + " is a spec.");
      return ExitCodes.USAGE;
    }
    var storage = connection.storage();
    SpecFile.Result read = SpecFile.read(spec, environment, params, storage.bucket());
    if (!(read instanceof SpecFile.Result.Valid valid)) {
      return ValidateCommand.printFaults(spec, (SpecFile.Result.Invalid) read);
    }
    valid.warnings().forEach(w -> System.err.println("warning: " + w));
    if (!valid.plan().uploads().isEmpty()) {
      try (var bucket = new Bucket(storage)) {
        upload(bucket, valid.plan());
      }
    }
    return ask(valid.spec().name(), null, valid.plan().spec(), null, now);
  }

  /** A path has a folder or an ending; a spec that is not there is told as such. */
  private static boolean isName(String text) {
    return text.matches("[A-Za-z0-9][A-Za-z0-9._-]*") && !text.matches(".*[.](ya?ml|json)");
  }

  private int runDeployed(String job, Instant now) throws IOException {
    TickAsked tick;
    try {
      tick = at == null ? null : new TickAsked(AskedTime.tick(at, schedule(job)).start(), null);
    } catch (IllegalArgumentException e) {
      System.err.println("'" + at + "' is not " + e.getMessage() + ".");
      return ExitCodes.USAGE;
    }
    return ask(job, job, null, tick, now);
  }

  private @Nullable Schedule schedule(String job) throws IOException {
    var jobs = new DeployedJobs(connection.bootstrapServers(), connection.topics());
    return Optional.ofNullable(jobs.all().get(job)).flatMap(DeployedSpec::schedule).orElse(null);
  }

  private int ask(
      String name,
      @Nullable String job,
      @Nullable JsonNode asked,
      @Nullable TickAsked tick,
      Instant now)
      throws IOException {
    String id = asking.id(name, now);
    var request =
        new JobRequested(
            id, job, asked, params, environment, System.getProperty("user.name"), tick);
    return asking.ask(connection, id, request, "", now);
  }

  private void upload(Bucket bucket, LocalFiles.Plan plan) throws IOException {
    for (Upload upload : plan.uploads()) {
      boolean sent = bucket.putIfMissing(upload.file(), upload.key());
      if (!asking.isJson()) {
        System.out.println(
            (sent ? "uploaded " : "is there already: ") + upload.file().getFileName());
      }
    }
  }
}
