package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One service as its users start it: from its own jar, in a JVM of its own. */
final class ServiceJvm implements AutoCloseable {
  private final Service service;
  private final Layout layout;
  private Process process;

  private ServiceJvm(Service service, Layout layout, Process process) {
    this.service = service;
    this.layout = layout;
    this.process = process;
  }

  static ServiceJvm start(Service service, Layout layout) throws IOException {
    return new ServiceJvm(service, layout, launch(service, layout));
  }

  String name() {
    return service.name();
  }

  /** As {@code kill -9} does it; started again at once, as a supervisor would. */
  void killAndStartAgain() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    process = launch(service, layout);
  }

  void assertAlive() {
    assertThat(process.isAlive())
        .as(name() + "-service has ended by itself; its log is in " + layout.logs())
        .isTrue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private static Process launch(Service service, Layout layout) throws IOException {
    String log = layout.logs().resolve(service.name()).toString();
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
                "--logging.file.name=" + log + ".log",
                "--logging.threshold.console=off",
                "--logging.logback.rollingpolicy.max-file-size=5MB",
                "--logging.logback.rollingpolicy.total-size-cap=20MB"));
    service.properties().forEach((key, value) -> command.add("--" + key + "=" + value));
    // Only what the JVM itself has to say, which is little, gets there.
    var output = ProcessBuilder.Redirect.appendTo(Path.of(log + ".out").toFile());
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
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
            + " has no …-exec.jar; build the services first: ./mvnw package -pl standalone -am -DskipTests");
  }
}
