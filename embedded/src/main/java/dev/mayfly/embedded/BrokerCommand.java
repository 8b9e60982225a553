package dev.mayfly.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line of the child JVM. */
final class BrokerCommand {
  private BrokerCommand() {}

  static ProcessBuilder of(BrokerOptions options, Path config, @Nullable ClassArchive archive) {
    List<String> command = new ArrayList<>();
    if (options.diesWithParent()) {
      command.addAll(deafToTheTerminal());
    }
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    // A killed JVM leaves them in /tmp.
    command.add("-XX:-UsePerfData");
    command.addAll(List.of("-Xms64m", "-Xmx" + options.maxHeapMb() + "m"));
    command.addAll(options.jvmOptions());
    command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true"));
    command.add("-XX:ErrorFile=" + options.dataDir().resolve("broker-crash.log"));
    // The class path is the parent's and may hold any logging binding, or none, or two.
    command.add("-Dlog4j2.StatusLogger.level=OFF");
    command.add("-Dslf4j.provider=" + BrokerLogProvider.class.getName());
    if (archive != null) {
      command.addAll(archive.flags());
    }
    command.addAll(List.of("-cp", options.classPath(), BrokerMain.class.getName()));
    command.addAll(List.of(config.toString(), options.logFile().toString()));
    if (options.diesWithParent()) {
      command.add(BrokerMain.END_WITH_STDIN);
    }
    File output = options.logFile().toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(options.dataDir().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    if (!options.diesWithParent()) {
      builder.redirectInput(new File("/dev/null"));
    }
    // Flags meant for the parent (agents, heap sizes) are not meant for the broker.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    return builder;
  }

  /** A JVM leaves signals alone that were ignored when it was started. */
  private static List<String> deafToTheTerminal() {
    Path shell = Path.of("/bin/sh");
    return Files.isExecutable(shell)
        ? List.of(shell.toString(), "-c", "trap '' INT HUP; exec \"$0\" \"$@\"")
        : List.of();
  }
}
