package dev.mayfly.cluster.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.cluster.provider.Provider;
import dev.mayfly.cluster.provider.ProviderConformance;
import dev.mayfly.contracts.MemorySize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real masters and workers, from the Spark that Mayfly assembles. */
class LocalProviderTest extends ProviderConformance {
  @TempDir Path data;

  @Override
  protected Provider provider() {
    return new LocalProvider(
        BuiltSpark.profile(Map.of()), data, Duration.ofMinutes(2), Clock.systemUTC());
  }

  @Override
  protected Duration startLimit() {
    return Duration.ofSeconds(60);
  }

  @Override
  protected boolean exists(String clusterId) {
    return !Processes.mentioning(data.resolve("clusters").resolve(clusterId).toString()).isEmpty();
  }

  @Test
  void aKilledMasterIsToldAsFailedWithItsLastWords() {
    ClusterRequest request = request(1);
    ensure(request);
    untilReady(request);
    Processes.running("deploy.master.Master", data.resolve("clusters").toString())
        .forEach(ProcessHandle::destroyForcibly);
    Observed failed =
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> describe(request.clusterId()), o -> o.state() == Observed.State.FAILED);
    assertThat(failed.failure().message()).contains("the master ended");
  }

  @Test
  void nobodyRenewsSoItPutsItselfOut() {
    ClusterRequest request = request(1);
    var brief =
        new ClusterRequest(
            request.clusterId(),
            "test",
            1,
            1,
            MemorySize.mebibytes(512),
            Duration.ofSeconds(6),
            null);
    ensure(brief);
    await().atMost(startLimit()).until(() -> exists(brief.clusterId()));
    await().atMost(Duration.ofSeconds(40)).until(() -> !exists(brief.clusterId()));
    assertThat(Files.exists(data.resolve("clusters").resolve(brief.clusterId()))).isTrue();
  }
}
