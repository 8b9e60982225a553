package dev.mayfly.cluster.provider.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the operating system itself says is running. */
final class Processes {
  private Processes() {}

  /** Those with the text in their command line or environment. */
  static List<ProcessHandle> mentioning(String text) {
    return ProcessHandle.allProcesses()
        .filter(p -> (read(p, "cmdline") + read(p, "environ")).contains(text))
        .filter(p -> p.pid() != ProcessHandle.current().pid())
        .toList();
  }

  static List<ProcessHandle> running(String mainClass, String text) {
    return mentioning(text).stream()
        .filter(p -> read(p, "cmdline").contains("java"))
        .filter(p -> read(p, "cmdline").contains(mainClass))
        .toList();
  }

  private static String read(ProcessHandle process, String file) {
    try {
      Path path = Path.of("/proc", Long.toString(process.pid()), file);
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
