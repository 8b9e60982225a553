package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.Inbox;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.cli.timeline.SummaryText;
import dev.mayfly.cli.timeline.Timeline;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.event.RequestEvent.RunRepairRequested;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "repair",
    description = {
      "Asks for a new run that goes on where another has failed.",
      "Steps that had succeeded are kept and not run again; all others run. With --watch the exit code is the outcome, as of `mayfly run`."
    })
final class RepairCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The id of the run that has failed.")
  private String repairs = "";

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description =
          "Of the new run: 1 to 128 letters, digits, dots, dashes and underscores. The same id runs once, however often it is asked for.")
  private @Nullable String runId;

  @Option(names = "--watch", description = "Follows the new run to its outcome.")
  private boolean watch;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    if (RunIds.isRefused(runId)) {
      return ExitCodes.USAGE;
    }
    Instant now = clock.instant();
    String id = runId == null ? RunIds.next("repair", now) : runId;
    var request = new RunRepairRequested(id, repairs, System.getProperty("user.name"));
    return watch ? askAndFollow(id, request, now) : ask(id, request, now);
  }

  private int ask(String id, RunRepairRequested request, Instant now) throws IOException {
    new Inbox(connection.bootstrapServers(), connection.topics()).put(id, request, now);
    System.out.println(
        "asked for run "
            + id
            + ", which repairs run "
            + repairs
            + "; `mayfly show "
            + id
            + "` tells how it goes");
    return 0;
  }

  private int askAndFollow(String id, RunRepairRequested request, Instant now) throws IOException {
    Screen screen = Screen.detect(System.getenv());
    Timeline timeline = Timeline.on(System.out, screen, now);
    RunView run = Follow.asked(connection, id, runId != null, request, timeline, clock);
    SummaryText.of(run, screen).forEach(System.out::println);
    return run.outcome().orElseThrow().exitCode();
  }
}
