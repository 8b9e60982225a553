package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services and the broker killed at once, and nobody there to start them again: what they had
 * started ends by itself.
 */
@Tag("slow")
class AllDeadTest {
  @TempDir static Path data;
  private static FourWorld world;

  @BeforeAll
  static void light() throws IOException {
    world =
        FourWorld.start(
            data,
            Map.of(
                "mayfly.times.driver-lease", "8s",
                "mayfly.times.silence", "10s",
                "mayfly.times.grace", "20s",
                "mayfly.times.expiry", "25s"));
  }

  @AfterAll
  static void putOut() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void driverAndClusterEndByTheirOwnLeasesAndTheRunIsToldOfWhenMayflyIsBack() throws IOException {
    try (WatchedRun run = world.hang("all-dead")) {
      run.await(Moment.STAGE_RUNNING);
      String cluster = run.cluster();
      world.jvms().killAll();

      awaitNone(run.driverFolders());
      assertThat(ends(run.driverFolders())).hasSize(1).allMatch(end -> end.endsWith(" lease"));
      awaitNone(cluster);
      assertThat(ends(cluster))
          .as("of master and worker")
          .hasSize(2)
          .allMatch(end -> end.endsWith(" lease"));
      assertThat(Processes.mentioning(data.toString())).extracting(Processes::command).isEmpty();
      run.assertNoPortLeft();

      world.jvms().startAllAgain();
      RunCompleted completed = run.completed();
      assertThat(completed.outcome()).as(completed.toString()).isIn(Outcome.FAILED, Outcome.LOST);
      assertThat(completed.failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
      run.assertOnceAndGone(1);
      world.jvms().assertAlive();
    }
  }

  /** Leases as configured, and what a guard may take to notice and to kill. */
  private static void awaitNone(String mentioning) {
    Awaitility.await("no process of " + mentioning)
        .atMost(Duration.ofSeconds(25 + 20))
        .until(() -> Processes.mentioning(mentioning).isEmpty());
  }

  /** How the guards of what ran below such a folder say that it ended. */
  private static List<String> ends(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(world.layout().services())) {
      return files
          .filter(f -> f.endsWith("exit") && f.toString().contains(folder))
          .map(AllDeadTest::read)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
