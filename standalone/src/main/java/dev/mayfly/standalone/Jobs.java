package dev.mayfly.standalone;

import dev.mayfly.process.GuardedProcess;
import dev.mayfly.process.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The guarded processes (masters, workers, drivers) that have their folders below one folder. */
record Jobs(Path folder) {
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** Those that live now. */
  List<GuardedProcess> running() {
    var running = new ArrayList<GuardedProcess>();
    for (Path dir : guarded()) {
      GuardedProcess process = GuardedProcess.at(dir);
      State state = process.state();
      if (state instanceof State.Running || state instanceof State.Unsettled) {
        running.add(process);
      }
    }
    return running;
  }

  /** Kills them, and waits until they are gone; a guard that does not answer is killed itself. */
  int end() {
    List<GuardedProcess> running = running();
    running.forEach(GuardedProcess::kill);
    if (!areEnded(running)) {
      for (GuardedProcess process : running) {
        if (process.state() instanceof State.Running guard) {
          ProcessHandle.of(guard.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
      areEnded(running);
    }
    return running.size();
  }

  private static boolean areEnded(List<GuardedProcess> processes) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!processes.stream().allMatch(p -> p.settle().ended())) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return true;
  }

  private List<Path> guarded() {
    var found = new ArrayList<Path>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              if (!Files.exists(dir.resolve("marker"))) {
                return FileVisitResult.CONTINUE;
              }
              found.add(dir);
              return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              // What ends while we look takes its files with it.
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
