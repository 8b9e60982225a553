package dev.mayfly.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A JVM that starts a guarded process and then hangs, to be killed. */
final class StarterMain {

  private StarterMain() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println(
        GuardedProcess.at(Path.of(args[0]))
            .start(List.of("sleep", args[1]), Map.of(), Duration.ZERO));
    Thread.currentThread().join();
  }
}
