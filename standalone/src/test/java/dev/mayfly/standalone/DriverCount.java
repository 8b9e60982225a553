package dev.mayfly.standalone;

import dev.mayfly.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Counts all drivers that a run ever had, by what the operating system and Spark's master say, and
 * by nothing that Mayfly says. Looks as often as it can.
 */
final class DriverCount implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final String folder;
  private final Set<Long> processes = new ConcurrentSkipListSet<>();
  private final Set<String> applications = new ConcurrentSkipListSet<>();
  private final ScheduledExecutorService looks = Executors.newScheduledThreadPool(2);
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private DriverCount(String runId) {
    this.folder = runId + "-attempt-";
  }

  static DriverCount of(String runId) {
    var count = new DriverCount(runId);
    count.repeat(count::lookAtProcesses);
    return count;
  }

  /** From now on the master is asked too, as long as it answers. */
  void ask(String masterUi) {
    URI page = URI.create(masterUi.replaceFirst("/*$", "/json/"));
    repeat(() -> lookAtMaster(page));
  }

  /** Pids of driver JVMs. */
  Set<Long> processes() {
    return Set.copyOf(processes);
  }

  /** Ids that Spark's master gave. */
  Set<String> applications() {
    return Set.copyOf(applications);
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }

  private void repeat(Runnable look) {
    looks.scheduleWithFixedDelay(look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lookAtProcesses() {
    ProcessHandle.allProcesses()
        .filter(this::isDriver)
        // What a driver starts is its copy until it has become something else.
        .filter(p -> p.parent().filter(this::isDriver).isEmpty())
        .forEach(p -> processes.add(p.pid()));
  }

  private boolean isDriver(ProcessHandle process) {
    String command = Processes.command(process);
    return command.contains("org.apache.spark.deploy.SparkSubmit")
        && command.contains(folder)
        && !command.contains("org.apache.spark.launcher.Main")
        && Processes.isJava(process);
  }

  private void lookAtMaster(URI page) {
    try {
      var request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(2)).build();
      JsonNode master =
          Json.mapper()
              .readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
      master.path("activeapps").forEach(app -> applications.add(app.path("id").asString()));
      master.path("completedapps").forEach(app -> applications.add(app.path("id").asString()));
    } catch (IOException | JacksonException e) {
      // It is gone, or not there yet.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
