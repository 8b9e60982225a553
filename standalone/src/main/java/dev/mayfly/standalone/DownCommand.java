package dev.mayfly.standalone;

import dev.mayfly.cli.ExitCodes;
import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.InstallationFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "down",
    description = "Stops the installation that runs from here, and ends the jobs that it started.")
final class DownCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 90;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "That of `mayfly up`. Default: .mayfly/up.")
  private @Nullable Path data;

  @Override
  public Integer call() throws IOException {
    var connection = new ConnectionOptions();
    Path home = connection.home();
    Optional<InstallationFile> running = connection.running();
    if (running.isPresent() && !stop(running.get().pid())) {
      System.err.println(
          "The installation with pid "
              + running.get().pid()
              + " did not stop in time; look into its logs, or kill it.");
      return ExitCodes.UNAVAILABLE;
    }
    Path folder =
        data != null
            ? data
            : running.map(r -> Path.of(r.dataDir())).orElse(home.resolve(".mayfly").resolve("up"));
    Layout layout = new Layout(home, folder);
    int ended = Installation.endJobs(layout);
    System.out.println(
        (running.isPresent() ? "Stopped the installation" : "No installation was running")
            + "; ended "
            + ended
            + (ended == 1 ? " process" : " processes")
            + " of jobs. All data is in "
            + layout.data());
    return 0;
  }

  private static boolean stop(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      return true;
    }
    process.get().destroy();
    try {
      process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
