package dev.mayfly.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A broker that is killed and comes back with its data, before the leases of drivers and clusters
 * lapse, ends no job and no service.
 */
@Tag("slow")
class KilledBrokerTest {
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

  @ParameterizedTest
  @EnumSource(
      value = Moment.class,
      names = {"CLUSTER_STARTING", "CLUSTER_READY", "STAGE_RUNNING", "CLUSTER_STOPPING"})
  void aBrokerThatIsKilledAndComesBackChangesNothingButTheTime(Moment moment) throws IOException {
    String runId = "broker-killed-at-" + moment.name().toLowerCase(Locale.ROOT);
    try (WatchedRun run = world.birds(runId, 1)) {
      run.await(moment);
      world.jvms().killBroker();
      world.jvms().startBrokerAgain();

      run.assertSucceeded();
      world.jvms().assertAlive();
    }
  }
}
