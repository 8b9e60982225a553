package dev.mayfly.sparklistener;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes the totals, whole or not at all: a reader never sees half a file. */
final class MetricsFile {
  private static final long EVERY_MS = 1000;

  private final Path file;
  private final Totals totals;
  private final Thread writer = new Thread(this::keepWriting, "mayfly-metrics");
  private String last = "";

  MetricsFile(File file, Totals totals) {
    this.file = file.toPath().toAbsolutePath();
    this.totals = totals;
    writer.setDaemon(true);
  }

  void start() {
    writer.start();
  }

  void finish() {
    writer.interrupt();
    write();
  }

  private void keepWriting() {
    try {
      while (true) {
        write();
        Thread.sleep(EVERY_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void write() {
    String now;
    synchronized (totals) {
      now = totals.toJson();
    }
    if (now.equals(last)) {
      return;
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(temporary, now.getBytes(StandardCharsets.UTF_8));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      last = now;
    } catch (IOException | RuntimeException e) {
      // the next second tries again; the job itself must not notice
      last = "";
    }
  }
}
