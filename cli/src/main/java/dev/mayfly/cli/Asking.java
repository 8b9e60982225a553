package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.Inbox;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.cli.timeline.SummaryText;
import dev.mayfly.cli.timeline.Timeline;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.RequestEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a run is asked for, whatever command does: under which id, and whether it is followed. */
final class Asking {
  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description =
          "Of the run: 1 to 128 letters, digits, dots, dashes and underscores. The same id runs once, however often it is asked for.")
  private @Nullable String runId;

  @Option(names = "--watch", description = "Follows the run to its outcome.")
  private boolean watch;

  @Option(names = "--json", description = "Prints JSON: the run's id or, with --watch, the run.")
  private boolean json;

  private final PrintStream out = System.out;
  private final Clock clock = Clock.systemUTC();

  boolean isRefused() {
    return RunIds.isRefused(runId);
  }

  boolean isJson() {
    return json;
  }

  /**
   * @param named what an id begins with when none was given
   */
  String id(String named, Instant now) {
    return runId == null ? RunIds.next(named, now) : runId;
  }

  /**
   * Puts the request into the inbox.
   *
   * @param which said of the run where it is only asked for; may be empty
   * @return the exit code: with {@code --watch} the outcome
   */
  int ask(ConnectionOptions connection, String id, RequestEvent request, String which, Instant now)
      throws IOException {
    if (watch) {
      return askAndFollow(connection, id, request, now);
    }
    new Inbox(connection.bootstrapServers(), connection.topics()).put(id, request, now);
    out.println(
        json
            ? Json.text(Map.of("runId", id))
            : "asked for run " + id + which + "; `mayfly show " + id + "` tells how it goes");
    return 0;
  }

  private int askAndFollow(
      ConnectionOptions connection, String id, RequestEvent request, Instant now)
      throws IOException {
    Screen screen = Screen.detect(System.getenv());
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
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
