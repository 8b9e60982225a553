package dev.mayfly.standalone;

import dev.mayfly.cli.ExitCodes;
import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.cli.timeline.SummaryText;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = {
      "Shows it all once: a Kafka broker, an S3 server, the services, a Spark cluster, one job on"
          + " real data.",
      "Nothing of it is left afterwards but the result. The exit code is the job's outcome; after"
          + " Ctrl-C it is 130."
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where it all lies; emptied at the start. Default: .mayfly/demo.")
  private @Nullable Path data;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException {
    Path home = new ConnectionOptions().home();
    Layout layout = new Layout(home, data == null ? home.resolve(".mayfly").resolve("demo") : data);
    try (FileLock lock = Folders.lock(layout)) {
      // Of a demo that was killed.
      Installation.endJobs(layout);
      Folders.delete(layout.data());
      return demo(layout);
    }
  }

  private int demo(Layout layout) throws IOException {
    Logs.into(layout.logs());
    var settings = new Settings(0, 0, Map.of("mayfly.times.polite-stop", "5s"), GivenUp::exit);
    var installation = new Installation(layout, settings, line -> out.println("  " + line));
    var demo = new DemoRun(layout, installation, Clock.systemUTC(), out);
    var ending = new Ending(() -> end(demo, layout));
    ending.onShutdown();
    out.println(
        "A Kafka broker, object storage and four services; then one job on a Spark cluster of its"
            + " own.");
    Screen screen = Screen.detect(System.getenv());
    RunView run;
    try {
      installation.start();
      out.println();
      run = demo.run(screen);
      out.println();
      SummaryText.of(run, screen).forEach(out::println);
      printResult(layout, run);
    } catch (IOException | RuntimeException e) {
      ending.end();
      if (ending.isCutShort()) {
        return Outcome.CANCELLED.exitCode();
      }
      throw e;
    }
    ending.end();
    int code = run.outcome().orElseThrow().exitCode();
    return code == 0 && !Leftovers.of(layout.data()).isEmpty() ? ExitCodes.SOFTWARE : code;
  }

  private void printResult(Layout layout, RunView run) throws IOException {
    if (!run.outcome().orElseThrow().isSuccess()) {
      out.println();
      out.println("Logs of the services: " + layout.logs());
      return;
    }
    Path output =
        layout.objects().resolve(Installation.BUCKET).resolve("results").resolve(run.runId());
    List<String> rows = Preview.of(output);
    out.println();
    rows.forEach(row -> out.println("  " + row));
    out.println();
    out.println("The result stays: " + output);
  }

  /** Also when it was cut short: what is left is looked for in any case, and told. */
  private void end(DemoRun demo, Layout layout) {
    demo.end();
    Leftovers left = Leftovers.of(layout.data());
    if (left.isEmpty()) {
      out.println("Nothing else is left: no process and no open port of this demo.");
      tidy(layout);
      return;
    }
    left.processes().forEach(p -> out.println("STILL THERE: process " + p));
    left.ports().forEach(p -> out.println("STILL THERE: port " + p));
  }

  /** The result and the logs stay. */
  private void tidy(Layout layout) {
    try {
      Folders.delete(layout.kafka());
      Folders.delete(layout.services());
      Folders.delete(layout.temporary());
    } catch (IOException e) {
      out.println("Could not delete " + layout.kafka() + " and " + layout.services() + ": " + e);
    }
  }
}
