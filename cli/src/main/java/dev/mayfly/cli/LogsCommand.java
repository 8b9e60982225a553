package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.LogReader;
import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.cli.view.RunBook;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.cli.view.StepView;
import dev.mayfly.contracts.event.StepResult;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    description =
        "Prints the logs of a run's steps. They are shipped when a step ends; -f waits for them.")
final class LogsCommand implements Callable<Integer> {
  private static final Duration BEAT = Duration.ofMillis(300);

  @Parameters(paramLabel = "RUN", description = "The run's id.")
  private String runId = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on until the run is over.")
  private boolean follow;

  @Option(names = "--step", paramLabel = "NAME", description = "Of this step only.")
  private @Nullable String step;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  private final Set<String> printed = new HashSet<>();

  @Override
  public Integer call() throws IOException {
    var logs = new LogReader(connection.storage());
    var book = new RunBook();
    try (RunFeed feed = RunFeed.fromBeginning(connection.bootstrapServers(), connection.topics())) {
      feed.toEnd().forEach(book::apply);
      Optional<RunView> run = book.find(runId);
      if (run.isEmpty() && !follow) {
        return ShowCommand.unknown(runId);
      }
      print(run, logs);
      while (follow && run.filter(RunView::isOver).isEmpty()) {
        feed.poll(BEAT).forEach(book::apply);
        run = book.find(runId);
        print(run, logs);
      }
      if (printed.isEmpty()) {
        System.err.println(why(run));
      }
      return 0;
    }
  }

  private void print(Optional<RunView> run, LogReader logs) throws IOException {
    if (run.isEmpty()) {
      return;
    }
    for (StepView view : run.get().currentAttempt().steps()) {
      StepResult result = view.result();
      boolean wanted = step == null || step.equals(view.name());
      if (wanted && result != null && result.log() != null && printed.add(result.log())) {
        System.err.println("==> step " + view.name() + ": " + result.log());
        logs.copy(result.log(), System.out);
        System.out.flush();
      }
    }
  }

  private String why(Optional<RunView> run) {
    boolean over = run.filter(RunView::isOver).isPresent();
    String what = step == null ? "run " + runId : "step " + step + " of run " + runId;
    return over
        ? what + " left no logs: no driver of it ever ended"
        : what + " has no logs yet: they are shipped when a step ends; -f waits for them";
  }
}
