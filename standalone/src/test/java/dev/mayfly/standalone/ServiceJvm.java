package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One instance of a service as its users start it: from its jar, in a JVM of its own. */
final class ServiceJvm implements AutoCloseable {
  private final String name;
  private final List<String> command;
  private final Path output;
  private final Path logs;
  private Process process;
  private boolean killed;

  private ServiceJvm(String name, List<String> command, Layout layout) throws IOException {
    this.name = name;
    this.command = List.copyOf(command);
    this.logs = layout.logs();
    this.output = logs.resolve(name + ".out");
    start();
  }

  /**
   * @param name of its logs
   * @param own lies over the service's properties
   */
  static ServiceJvm start(String name, Service service, Map<String, String> own, Layout layout)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Djava.io.tmpdir=" + layout.temporary(),
                "-jar",
                jar(service.name(), layout).toString(),
                "--logging.file.name=" + layout.logs().resolve(name + ".log"),
                "--logging.threshold.console=off",
                "--logging.logback.rollingpolicy.max-file-size=5MB",
                "--logging.logback.rollingpolicy.total-size-cap=20MB"));
    var properties = new LinkedHashMap<>(service.properties());
    properties.putAll(own);
    properties.forEach((key, value) -> command.add("--" + key + "=" + value));
    return new ServiceJvm(name, command, layout);
  }

  /** As {@code kill -9} does it; nobody starts it again. */
  void kill() {
    killed = true;
    process.destroyForcibly().onExit().join();
  }

  void start() throws IOException {
    killed = false;
    // Only what the JVM itself has to say, which is little, gets there.
    var all = ProcessBuilder.Redirect.appendTo(output.toFile());
    process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(all).start();
  }

  /** As a supervisor would. */
  void killAndStartAgain() throws IOException {
    kill();
    start();
  }

  void signal(String signal) throws IOException, InterruptedException {
    Processes.signal(process.pid(), signal);
  }

  /** Returns when it has ended by itself, with that code; it may be started again. */
  void awaitEnd(int code) throws InterruptedException {
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(name + "-service has ended").isTrue();
    assertThat(process.exitValue()).isEqualTo(code);
  }

  /** That which was not killed. */
  void assertAlive() {
    assertThat(killed || process.isAlive())
        .as(name + "-service has ended by itself; its log is in " + logs)
        .isTrue();
  }

  /** Whether it lives, and the last warning or error of its log. */
  String evidence() {
    String state = process.isAlive() ? "alive" : "ended with " + process.exitValue();
    return name + " is " + state + ", its log says: " + lastComplaint();
  }

  private String lastComplaint() {
    try (Stream<String> lines = Files.lines(logs.resolve(name + ".log"))) {
      return lines
          .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
          .reduce((earlier, later) -> later)
          .orElse("nothing");
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    kill();
  }

  private static Path jar(String service, Layout layout) throws IOException {
    Path target = layout.home().resolve(service + "-service/target");
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        var found = files.filter(f -> f.toString().endsWith("-exec.jar")).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new IOException(
        target
            + " has no …-exec.jar; build the services first: ./mvnw package -pl standalone -am"
            + " -DskipTests");
  }
}
