package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.timeline.RunText;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.cli.view.RunView;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows one run: where it stands, and what came of it.")
final class ShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  private String runId = "";

  @Option(names = "--json", description = "Prints JSON, with every event.")
  private boolean json;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Override
  public Integer call() throws IOException {
    Optional<RunView> run = RunsCommand.book(connection).find(runId);
    if (run.isEmpty()) {
      return unknown(runId);
    }
    if (json) {
      System.out.println(RunJson.whole(run.get()));
    } else {
      RunText.of(run.get(), Clock.systemUTC().instant(), Screen.detect(System.getenv()))
          .forEach(System.out::println);
    }
    return 0;
  }

  static int unknown(String runId) {
    System.err.println(
        "Nothing is known of a run "
            + runId
            + " here. It may be older than 14 days, or its request may not have been read yet; `mayfly runs` lists what is known.");
    return ExitCodes.NO_INPUT;
  }
}
