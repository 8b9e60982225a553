package dev.mayfly.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a job writes to the file that MAYFLY_REPORT names is part of its summary. */
final class Report {
  private Report() {}

  static void write(String json) throws IOException {
    String file = System.getenv("MAYFLY_REPORT");
    if (file != null) {
      Files.writeString(Path.of(file), json);
    }
  }
}
