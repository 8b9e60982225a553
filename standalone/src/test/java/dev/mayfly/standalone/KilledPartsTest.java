package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of Spark that are killed by somebody else while a job runs on them. */
@Tag("slow")
class KilledPartsTest {
  private static final String MASTER = "org.apache.spark.deploy.master.Master";
  private static final String WORKER = "org.apache.spark.deploy.worker.Worker";
  private static final String DRIVER = "org.apache.spark.deploy.SparkSubmit";

  @TempDir static Path data;
  private static FourWorld world;

  @BeforeAll
  static void light() throws IOException {
    world = FourWorld.start(data, Map.of());
  }

  @AfterAll
  static void putOut() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void aKilledMasterIsInfrastructure() throws IOException {
    try (WatchedRun run = world.hang("master-killed")) {
      run.await(Moment.STAGE_RUNNING);
      assertThat(Processes.kill(MASTER, run.cluster())).hasSize(1);
      run.assertFailed(FailureClass.INFRASTRUCTURE);
      run.assertToldWithoutDoubt();
    }
  }

  @Test
  void theOnlyWorkerKilledIsInfrastructure() throws IOException {
    try (WatchedRun run = world.hang("worker-killed")) {
      run.await(Moment.STAGE_RUNNING);
      assertThat(Processes.kill(WORKER, run.cluster())).hasSize(1);
      run.assertFailed(FailureClass.INFRASTRUCTURE);
      run.assertToldWithoutDoubt();
    }
  }

  /** Spark runs on what is left. */
  @Test
  void oneOfTwoWorkersKilledChangesNothingButTheTime() throws IOException {
    try (WatchedRun run = world.birds("one-worker-killed", 2)) {
      run.await(Moment.STAGE_RUNNING);
      assertThat(Processes.kill(WORKER, run.cluster() + "/worker-1")).hasSize(1);
      run.assertSucceeded();
      run.assertToldWithoutDoubt();
    }
  }

  @Test
  void aKilledDriverIsInfrastructure() throws IOException {
    try (WatchedRun run = world.hang("driver-killed")) {
      run.await(Moment.STAGE_RUNNING);
      assertThat(Processes.kill(DRIVER, run.driverFolders())).hasSize(1);
      run.assertFailed(FailureClass.INFRASTRUCTURE);
      assertThat(run.completed().cause()).contains("137");
      run.assertToldWithoutDoubt();
    }
  }
}
