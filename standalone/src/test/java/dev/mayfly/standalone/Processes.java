package dev.mayfly.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** The processes of this machine, as the operating system has them. */
final class Processes {
  private Processes() {}

  /** Those that have the text in their command line or environment; never this one. */
  static List<ProcessHandle> mentioning(String text) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.pid() != ProcessHandle.current().pid())
        .filter(p -> (command(p) + read(p, "environ")).contains(text))
        .toList();
  }

  static void awaitNone(String mentioning) {
    Awaitility.await("no process of " + mentioning)
        .atMost(Duration.ofSeconds(15))
        .until(() -> mentioning(mentioning).isEmpty());
  }

  /** Its arguments, each ended by NUL; empty when it is gone. */
  static String command(ProcessHandle process) {
    return read(process, "cmdline");
  }

  /** To that process alone. */
  static void signal(long pid, String name) throws IOException, InterruptedException {
    String[] kill = {"kill", "-s", name, Long.toString(pid)};
    if (new ProcessBuilder(kill).inheritIO().start().waitFor() != 0) {
      throw new IOException("process " + pid + " cannot be sent " + name);
    }
  }

  /** As {@code kill -9} does it: the JVMs with that main class that mention the text. */
  static List<ProcessHandle> kill(String mainClass, String mentioning) {
    List<ProcessHandle> found =
        mentioning(mentioning).stream()
            .filter(p -> command(p).contains(mainClass) && isJava(p))
            .toList();
    found.forEach(ProcessHandle::destroyForcibly);
    return found;
  }

  static boolean isJava(ProcessHandle process) {
    return command(process).split("\0", 2)[0].matches("(.*/)?java");
  }

  private static String read(ProcessHandle process, String file) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
