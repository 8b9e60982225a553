package dev.mayfly.conformance.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link SequencerMain} in a JVM of its own. */
final class SequencerProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  /**
   * @param fault empty, or the point, its number and the signal of {@link FaultyClients}
   */
  SequencerProcess(TestInstallation installation, String... fault) throws IOException {
    output = Files.createTempFile(installation.dir(), "sequencer", ".log");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(SequencerMain.class.getName());
    command.add(installation.connection().bootstrapServers());
    command.add(installation.topics().installation());
    command.add(installation.dir().toString());
    command.addAll(List.of(fault));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Stopped by a signal, as {@code SIGSTOP} does it. */
  boolean isFrozen() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).startsWith("T");
    } catch (IOException e) {
      return false;
    }
  }

  void thaw() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-CONT", Long.toString(process.pid())).start().waitFor();
  }

  String said() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
