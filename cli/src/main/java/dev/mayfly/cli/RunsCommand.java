package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.cli.timeline.RunTable;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.cli.view.RunBook;
import dev.mayfly.cli.view.RunView;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "runs", description = "Lists the runs of the last 14 days, the latest first.")
final class RunsCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Prints a JSON array.")
  private boolean json;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "At most so many; default: ${DEFAULT-VALUE}.",
      defaultValue = "20")
  private int limit = 20;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Override
  public Integer call() throws IOException {
    List<RunView> runs = book(connection).latestFirst().stream().limit(limit).toList();
    if (json) {
      System.out.println(RunJson.list(runs));
    } else {
      RunTable.of(runs, Clock.systemUTC().instant(), Screen.detect(System.getenv()))
          .forEach(System.out::println);
    }
    return 0;
  }

  static RunBook book(ConnectionOptions connection) throws IOException {
    var book = new RunBook();
    try (RunFeed feed = RunFeed.fromBeginning(connection.bootstrapServers(), connection.topics())) {
      feed.toEnd().forEach(book::apply);
    }
    return book;
  }
}
