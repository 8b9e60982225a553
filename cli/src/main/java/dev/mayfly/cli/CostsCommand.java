package dev.mayfly.cli;

import dev.mayfly.cli.connection.CompletedRuns;
import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.timeline.CostTable;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.cli.view.Spending;
import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "costs",
    description = {
      "Adds up what runs have cost: by list price, in money and in time of clusters.",
      "Runs whose profile has no prices are told apart, never counted as nothing. Runs are known for 14 days after their end."
    })
final class CostsCommand implements Callable<Integer> {
  private static final Duration KEPT = Duration.ofDays(14);

  @Option(
      names = "--by",
      paramLabel = "job|owner|day",
      defaultValue = "job",
      description = "What is put together; a day is one of UTC. Default: ${DEFAULT-VALUE}.")
  private Spending.By by = Spending.By.JOB;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      defaultValue = "7d",
      description = "Runs that ended within it, as 12h or 7d; default: ${DEFAULT-VALUE}.")
  private String since = "7d";

  @Option(names = "--json", description = "Prints JSON, an object with rows and their total.")
  private boolean json;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    Instant from;
    try {
      from = clock.instant().minus(upToWhatIsKept(since));
    } catch (IllegalArgumentException e) {
      System.err.println("--since: '" + since + "' is not " + e.getMessage() + ".");
      return ExitCodes.USAGE;
    }
    var runs = new ArrayList<RunCompleted>();
    CompletedRuns.read(
        connection.bootstrapServers(),
        connection.topics(),
        run -> {
          if (!run.completedAt().isBefore(from)) {
            runs.add(run);
          }
        });
    List<Spending> rows = Spending.of(runs, by);
    Spending total = Spending.none(null);
    for (RunCompleted run : runs) {
      total = total.and(run.cost());
    }
    if (json) {
      System.out.println(json(from, rows, total));
    } else {
      CostTable.of(by, rows, total, Screen.detect(System.getenv())).forEach(System.out::println);
    }
    return 0;
  }

  private static Duration upToWhatIsKept(String text) {
    Duration within = Durations.parse(text);
    if (within.compareTo(KEPT) > 0) {
      throw new IllegalArgumentException("a duration up to 14d; older runs are not known here");
    }
    return within;
  }

  private String json(Instant from, List<Spending> rows, Spending total) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("since", from.toString());
    var array = node.putArray("rows");
    for (Spending row : rows) {
      array.addObject().put(by.name().toLowerCase(Locale.ROOT), row.of()).setAll(json(row));
    }
    node.set("total", json(total));
    return Json.text(node);
  }

  private static ObjectNode json(Spending row) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("runs", row.runs());
    ObjectNode amounts = node.putObject("amounts");
    row.amounts().forEach(amounts::put);
    node.put("runsOfUnknownPrice", row.unknown());
    node.put("clusterSeconds", row.paid().toMillis() / 1000.0);
    node.put("unusedSeconds", row.unused().toMillis() / 1000.0);
    return node;
  }
}
