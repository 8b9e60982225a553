package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.DeployedJobs;
import dev.mayfly.cli.connection.Inbox;
import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.cli.timeline.BackfillText;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.cli.view.BackfillView;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.RequestEvent.BackfillRequested;
import dev.mayfly.contracts.schedule.Schedule;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "backfill",
    description = {
      "Asks for a run of every tick of a deployed job that was due in a span of time, oldest first; also of those that have had a run.",
      "`mayfly cancel` with its id ends it. With --watch the exit code is 0 when all runs succeeded, 1 when one did not, 2 when it is rejected, 130 when it was ended before all had begun."
    })
final class BackfillCommand implements Callable<Integer> {
  private static final Duration BEAT = Duration.ofMillis(150);

  /** The scheduler refuses more; so nobody counts for ever. */
  private static final int MOST = 10_000;

  @Parameters(paramLabel = "JOB", description = "The name of a deployed job with a schedule.")
  private String job = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      required = true,
      description =
          "The first due time that counts, as 2026-03-01T00:00:00Z; a date, as 2026-03-01, is its midnight in the time zone of the schedule.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      required = true,
      description = "The first due time that does not count any more; has come already.")
  private String to = "";

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "1",
      description = "At most so many runs at a time, 1 to 100; default: ${DEFAULT-VALUE}.")
  private int concurrency = 1;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Sets one of the job's params; may be repeated.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(names = "--watch", description = "Follows it until all runs have ended.")
  private boolean watch;

  @Option(
      names = "--json",
      description = "Prints JSON: its id and ticks or, with --watch, its end.")
  private boolean json;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  private final PrintStream out = System.out;
  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    JobDeployed deployed =
        new DeployedJobs(connection.bootstrapServers(), connection.topics()).all().get(job);
    if (deployed == null) {
      return JobCommands.unknown(job);
    }
    Schedule schedule = DeployedSpec.schedule(deployed).orElse(null);
    if (schedule == null) {
      System.err.println("job " + job + " has no schedule, so no tick of it was ever due");
      return ExitCodes.REJECTED;
    }
    Instant now = clock.instant();
    BackfillRequested request;
    String id = RunIds.next(job + "-backfill", now);
    try {
      request = request(id, schedule, now);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return ExitCodes.USAGE;
    }
    List<Instant> dues = dues(schedule, request);
    if (dues.isEmpty()) {
      System.err.println("no tick of " + job + " was due between these; nothing was asked for");
      return 0;
    }
    if (dues.size() > MOST) {
      System.err.println(
          "these are more than "
              + MOST
              + " ticks, the most of one back-fill; nothing was asked for");
      return ExitCodes.REJECTED;
    }
    return watch ? askAndFollow(id, request, dues, now) : askOnly(id, request, dues, now);
  }

  private BackfillRequested request(String id, Schedule schedule, Instant now) {
    Instant until = instant("--to", to, schedule);
    if (until.isAfter(now)) {
      throw new IllegalArgumentException("--to: " + until + " has not come yet; it is " + now);
    }
    return new BackfillRequested(
        id,
        job,
        instant("--from", from, schedule),
        until,
        concurrency,
        params,
        System.getProperty("user.name"));
  }

  private static Instant instant(String option, String text, Schedule schedule) {
    try {
      return AskedTime.instant(text, schedule);
    } catch (IllegalArgumentException e) {
      String message = option + ": '" + text + "' is not " + e.getMessage();
      throw new IllegalArgumentException(message, e);
    }
  }

  /** One more than may be, at most. */
  private static List<Instant> dues(Schedule schedule, BackfillRequested asked) {
    var dues = new ArrayList<Instant>();
    @Nullable Instant due = schedule.next(asked.from().minusNanos(1)).orElse(null);
    while (due != null && due.isBefore(asked.to()) && dues.size() <= MOST) {
      dues.add(due);
      due = schedule.next(due).orElse(null);
    }
    return dues;
  }

  private int askOnly(String id, BackfillRequested request, List<Instant> dues, Instant now)
      throws IOException {
    put(id, request, now);
    if (json) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("id", id).put("job", job).put("ticks", dues.size());
      out.println(Json.text(node));
    } else {
      out.println(asked(id, dues));
      out.println("`mayfly cancel " + id + "` ends it");
    }
    return 0;
  }

  private int askAndFollow(String id, BackfillRequested request, List<Instant> dues, Instant now)
      throws IOException {
    try (RunFeed feed = RunFeed.fromNow(connection.bootstrapServers(), connection.topics())) {
      put(id, request, now);
      var text = json ? new BackfillText(nowhere(), Screen.plain()) : text(id, dues);
      var backfill = new BackfillView(id, dues);
      while (!backfill.isOver()) {
        feed.poll(BEAT).forEach(backfill::apply);
        text.show(backfill);
      }
      text.end(backfill);
      if (json) {
        out.println(json(backfill));
      }
      return exitCode(backfill);
    }
  }

  private void put(String id, BackfillRequested request, Instant now) throws IOException {
    new Inbox(connection.bootstrapServers(), connection.topics()).put(id, request, now);
  }

  private BackfillText text(String id, List<Instant> dues) {
    out.println(asked(id, dues));
    return new BackfillText(out, Screen.detect(System.getenv()));
  }

  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream());
  }

  private String asked(String id, List<Instant> dues) {
    return "asked for back-fill %s: %d %s of %s, due from %s to %s, %d at a time"
        .formatted(
            id,
            dues.size(),
            dues.size() == 1 ? "run" : "runs",
            job,
            dues.get(0),
            dues.get(dues.size() - 1),
            concurrency);
  }

  private static String json(BackfillView backfill) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", backfill.id());
    node.put("ticks", backfill.ticks());
    node.put("succeeded", backfill.succeeded()).put("failed", backfill.failed());
    backfill.rejected().ifPresent(r -> node.set("faults", Json.tree(r.faults())));
    node.set("failures", Json.tree(backfill.failures()));
    return Json.text(node);
  }

  private static int exitCode(BackfillView backfill) {
    if (backfill.rejected().isPresent()) {
      return Outcome.REJECTED.exitCode();
    }
    if (backfill.done() < backfill.ticks()) {
      return Outcome.CANCELLED.exitCode();
    }
    return (backfill.failed() > 0 ? Outcome.FAILED : Outcome.SUCCEEDED).exitCode();
  }
}
