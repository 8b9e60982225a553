package dev.mayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import dev.mayfly.contracts.job.ExistingClusters;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clusters that are there before anyone asks for them. */
class StandingClusterTest extends ClusterServiceFixture {
  private static final Duration IDLE = Duration.ofMinutes(1);

  @Test
  void whoeverNamesItHoldsTheSameOne() {
    start("r1", "team", 2);
    start("r2", "team", 2);
    start("r3", "night", 2);
    assertThat(clusters().get(1)).isEqualTo(clusters().get(0));
    assertThat(clusters().get(2)).isNotEqualTo(clusters().get(0));
    assertThat(service.all(ClusterCommand.class))
        .extracting(c -> c.request().existing())
        .containsExactly("team", "night");
  }

  @Test
  void whatItsProfileSaysMeanwhileMakesNoSecondOne() {
    start("r1", "team", 2);
    start("r2", "team", 3);
    start("r3", "team", 3);
    assertThat(clusters()).hasSize(3).containsOnly(clusters().get(0));
  }

  @Test
  void afterItsIdleTimeItIsStoppedAndStartedAgainByAnotherId() {
    announce("sub-1", "local");
    start("r1", "team", 2);
    observe(clusters().get(0), Action.ENSURE, READY);
    finished("r1", 1, null);
    service.pass(IDLE);
    assertThat(service.only(ClusterStopping.class).reason()).contains("idle");
    start("r2", "team", 2);
    assertThat(clusters().get(1)).isNotEqualTo(clusters().get(0));
    observe(clusters().get(0), Action.RELEASE, Observed.gone());
    assertThat(service.only(ClusterStopped.class).clusterId()).isEqualTo(clusters().get(0));
    announce("sub-1", "local");
    observe(clusters().get(1), Action.ENSURE, READY);
    assertThat(service.all(LeaseGranted.class)).extracting("runId").containsExactly("r1", "r2");
  }

  @Test
  void oneThatHasEndedTakesNoNewLeases() {
    announce("sub-1", "local");
    start("r1", "team", 2);
    observe(clusters().get(0), Action.ENSURE, READY);
    String why = "the standing cluster has ended";
    observe(clusters().get(0), Action.KEEP, Observed.failed(Failure.Kind.FAILED, why));
    assertThat(service.only(ClusterFailed.class).cause()).isEqualTo(why);
    start("r2", "team", 2);
    assertThat(clusters().get(1)).isNotEqualTo(clusters().get(0));
  }

  private void start(String run, String existing, int workers) {
    var size = new ExistingCluster(workers, 2, MemorySize.parse("2g"), 2, IDLE);
    ProfileAnnounced profile =
        Json.read(
            Json.bytes(
                Map.of(
                    "profile",
                    "local",
                    "provider",
                    "local",
                    "sparkVersion",
                    "4.2.0",
                    "limits",
                    ProfileAnnounced.Limits.NONE,
                    "announcedAt",
                    now(),
                    "existing",
                    Map.of(existing, size))),
            ProfileAnnounced.class);
    JobSpec asked = spec("cluster: {lifecycle: existing, id: " + existing + "}");
    attempt(run, 1, ExistingClusters.resolve(asked, profile, new ArrayList<>()));
  }
}
