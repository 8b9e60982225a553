package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.LogReader;
import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.cli.view.RunBook;
import dev.mayfly.cli.view.RunView;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    description =
        "Prints the logs of a run's steps: of one that runs what it has written until now, up to 8"
            + " MiB of each stream; of one that has ended all that was kept.")
final class LogsCommand implements Callable<Integer> {
  private static final Duration BEAT = Duration.ofSeconds(1);

  @Parameters(paramLabel = "RUN", description = "The run's id.")
  private String runId = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on until the run is over.")
  private boolean follow;

  @Option(names = "--step", paramLabel = "NAME", description = "Of this step only.")
  private @Nullable String step;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Override
  public Integer call() throws IOException {
    var book = new RunBook();
    try (LogReader reader = new LogReader(connection.storage());
        RunFeed feed = RunFeed.fromBeginning(connection.bootstrapServers(), connection.topics())) {
      var logs = new LogPrinter(reader, step, System.out, System.err);
      feed.toEnd().forEach(book::apply);
      Optional<RunView> run = book.find(runId);
      if (run.isEmpty() && !follow) {
        return ShowCommand.unknown(runId);
      }
      while (true) {
        if (run.isPresent()) {
          logs.print(run.get());
        }
        if (!follow || run.filter(RunView::isOver).isPresent()) {
          break;
        }
        feed.poll(BEAT).forEach(book::apply);
        run = book.find(runId);
      }
      if (!logs.hasPrinted()) {
        System.err.println(why(run));
      }
      return 0;
    }
  }

  private String why(Optional<RunView> run) {
    boolean over = run.filter(RunView::isOver).isPresent();
    String what = step == null ? "run " + runId : "step " + step + " of run " + runId;
    return over
        ? what + " left no logs: no driver of it ever ended"
        : what + " has no logs yet; -f waits for them";
  }
}
