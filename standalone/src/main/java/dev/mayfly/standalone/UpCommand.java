package dev.mayfly.standalone;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.InstallationFile;
import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.Times;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description = {
      "Keeps an installation running until Ctrl-C: broker, object storage, services.",
      "Jobs that run at Ctrl-C go on for five minutes, so that the next `mayfly up` takes them up again; with --stop-jobs, or by `mayfly down`, they end."
    })
final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept. Default: .mayfly/up.")
  private @Nullable Path data;

  @Option(
      names = "--kafka-port",
      defaultValue = "9092",
      description = "0: any free one. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort = 9092;

  @Option(
      names = "--s3-port",
      defaultValue = "9000",
      description = "0: any free one. Default: ${DEFAULT-VALUE}.")
  private int s3Port = 9000;

  @Option(
      names = "--health-port",
      defaultValue = "9010",
      description =
          "http://127.0.0.1:PORT/health says what is down; this port and the next three are taken. 0: none. Default: ${DEFAULT-VALUE}.")
  private int healthPort = 9010;

  @Option(names = "--stop-jobs", description = "Ctrl-C ends the jobs that run, too.")
  private boolean stopJobs;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A property of the services, as mayfly.notifier.slack.data-alerts=https://hooks.slack.com/…; may be repeated. They can also stand in mayfly.yaml.")
  private Map<String, String> properties = new LinkedHashMap<>();

  private final PrintStream out = System.out;
  private final ConnectionOptions connection = new ConnectionOptions();

  @Override
  public Integer call() throws IOException {
    Path home = connection.home();
    Layout layout = new Layout(home, data == null ? home.resolve(".mayfly").resolve("up") : data);
    try (FileLock lock = Folders.lock(layout)) {
      return serve(layout);
    }
  }

  private int serve(Layout layout) throws IOException {
    Logs.into(layout.logs());
    var all = new LinkedHashMap<>(properties);
    all.put(ServiceSettings.HEALTH_PORT, Integer.toString(healthPort));
    var settings = new Settings(kafkaPort, s3Port, all, GivenUp::exit);
    var installation = new Installation(layout, settings, line -> out.println("  " + line));
    var ending = new Ending(() -> end(layout, installation));
    ending.onShutdown();
    try {
      installation.start();
      tellOthers(layout, installation);
      Welcome.of(layout, installation).forEach(out::println);
      new CountDownLatch(1).await();
      return 0;
    } catch (InterruptedException e) {
      ending.end();
      return 0;
    } catch (IOException | RuntimeException e) {
      ending.end();
      if (ending.isCutShort()) {
        return 0;
      }
      throw e;
    }
  }

  private void tellOthers(Layout layout, Installation installation) throws IOException {
    var storage = installation.storage();
    new InstallationFile(
            ProcessHandle.current().pid(),
            installation.bootstrapServers(),
            installation.topics().installation(),
            layout.data().toString(),
            String.valueOf(storage.endpoint()),
            storage.bucket(),
            storage.region(),
            layout.credentials().toString())
        .write(connection.installationFile());
  }

  private void end(Layout layout, Installation installation) {
    out.println();
    out.println("Stopping.");
    try {
      Files.deleteIfExists(connection.installationFile());
    } catch (IOException e) {
      out.println("Could not delete " + connection.installationFile() + ": " + e.getMessage());
    }
    installation.close();
    if (stopJobs) {
      Installation.endJobs(layout);
    }
    int left = new Jobs(layout.services()).running().size();
    if (left == 0) {
      out.println("Stopped; nothing runs any more. All data is in " + layout.data());
      return;
    }
    out.println(
        "Stopped. %d processes of running jobs go on; `mayfly up` within %s takes them up again, else they end by themselves. `mayfly down` ends them now."
            .formatted(left, Durations.text(Times.DEFAULT.driverLease())));
  }
}
