package dev.mayfly.cli;

import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.DeployedJobs;
import dev.mayfly.cli.connection.Inbox;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.cli.timeline.SummaryText;
import dev.mayfly.cli.timeline.Timeline;
import dev.mayfly.cli.upload.LocalFiles;
import dev.mayfly.cli.upload.Upload;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.TickAsked;
import java.io.IOException;
import java.io.PrintStream;
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

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description =
          "Of 1 to 128 letters, digits, dots, dashes and underscores. The same id runs once, however often it is asked for.")
  private @Nullable String runId;

  @Option(names = "--watch", description = "Follows the run to its outcome.")
  private boolean watch;

  @Option(names = "--json", description = "Prints JSON: the run's id or, with --watch, the run.")
  private boolean json;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  private final PrintStream out = System.out;
  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    if (RunIds.isRefused(runId)) {
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
    String id = runId == null ? RunIds.next(valid.spec().name(), now) : runId;
    return ask(id, request(id, null, valid.plan().spec(), null), now);
  }

  /** A path has a folder or an ending; a spec that is not there is told as such. */
  private static boolean isName(String text) {
    return text.matches("[A-Za-z0-9][A-Za-z0-9._-]*") && !text.matches(".*[.](ya?ml|json)");
  }

  private int runDeployed(String job, Instant now) throws IOException {
    String id = runId == null ? RunIds.next(job, now) : runId;
    TickAsked tick;
    try {
      tick = at == null ? null : new TickAsked(AskedTime.tick(at, schedule(job)).start(), null);
    } catch (IllegalArgumentException e) {
      System.err.println("'" + at + "' is not " + e.getMessage() + ".");
      return ExitCodes.USAGE;
    }
    return ask(id, request(id, job, null, tick), now);
  }

  private @Nullable Schedule schedule(String job) throws IOException {
    var jobs = new DeployedJobs(connection.bootstrapServers(), connection.topics());
    return Optional.ofNullable(jobs.all().get(job)).flatMap(DeployedSpec::schedule).orElse(null);
  }

  private JobRequested request(
      String id, @Nullable String job, @Nullable JsonNode asked, @Nullable TickAsked tick) {
    return new JobRequested(
        id, job, asked, params, environment, System.getProperty("user.name"), tick);
  }

  private void upload(Bucket bucket, LocalFiles.Plan plan) throws IOException {
    for (Upload upload : plan.uploads()) {
      boolean sent = bucket.putIfMissing(upload.file(), upload.key());
      if (!json) {
        out.println((sent ? "uploaded " : "is there already: ") + upload.file().getFileName());
      }
    }
  }

  private int ask(String id, JobRequested request, Instant now) throws IOException {
    return watch ? askAndFollow(id, request, now) : askOnly(id, request, now);
  }

  private int askOnly(String id, JobRequested request, Instant now) throws IOException {
    new Inbox(connection.bootstrapServers(), connection.topics()).put(id, request, now);
    out.println(
        json
            ? Json.text(Map.of("runId", id))
            : "asked for run " + id + "; `mayfly show " + id + "` tells how it goes");
    return 0;
  }

  private int askAndFollow(String id, JobRequested request, Instant now) throws IOException {
    Screen screen = Screen.detect(System.getenv());
    PrintStream nowhere = new PrintStream(java.io.OutputStream.nullOutputStream());
    Timeline timeline =
        json ? Timeline.on(nowhere, Screen.plain(), now) : Timeline.on(out, screen, now);
    RunView run = Follow.asked(connection, id, runId != null, request, timeline, clock);
    if (json) {
      out.println(RunJson.whole(run));
    } else {
      SummaryText.of(run, screen).forEach(out::println);
    }
    return run.outcome().orElseThrow().exitCode();
  }
}
