package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The {@code mayfly} script as somebody starts it in a terminal: in the foreground process group of
 * its own, which is what Ctrl-C signals, with a folder for temporary files that is nobody else's.
 */
final class UserCommand implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(6);

  private final Path folder;
  private final Path output;
  private final Process process;

  private UserCommand(Path folder, Path output, Process process) {
    this.folder = folder;
    this.output = output;
    this.process = process;
  }

  /**
   * @param folder all that is started carries its name in its environment
   */
  static UserCommand start(Path folder, String... arguments) throws IOException {
    Path home = Path.of("..").toAbsolutePath().normalize();
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    // Whoever runs the tests in the background has made them deaf to SIGINT.
    var command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT"));
    command.add(home.resolve("mayfly").toString());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "MAYFLY_BUILD",
                "never",
                "TMPDIR",
                temporary.toString(),
                "JAVA_TOOL_OPTIONS",
                "-Djava.io.tmpdir=" + temporary));
    Path output = Files.createTempFile(folder, "output", ".txt");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new UserCommand(folder, output, builder.start());
  }

  Path temporary() {
    return folder.resolve("tmp");
  }

  /** What it has printed until now. */
  String printed() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitPrinted(String text) {
    await(text, () -> printed().contains(text));
  }

  void awaitProcess(String ofClass) {
    await(
        "a process of " + ofClass,
        () ->
            Processes.mentioning(folder.toString()).stream()
                .anyMatch(p -> Processes.isJava(p) && Processes.command(p).contains(ofClass)));
  }

  private void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(20))
        .failFast(
            () -> assertThat(process.isAlive()).as("has ended, and said " + printed()).isTrue())
        .until(condition);
  }

  /**
   * To all of its process group: with INT what the terminal does at Ctrl-C. Drivers and clusters
   * are under guards with sessions of their own.
   */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", name, "--", "-" + process.pid()).inheritIO().start().waitFor();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end; it has printed:\n" + printed());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    Processes.mentioning(folder.toString()).forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
