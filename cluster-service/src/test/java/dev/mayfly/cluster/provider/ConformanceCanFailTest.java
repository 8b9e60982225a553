package dev.mayfly.cluster.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ProfileAnnounced;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** A suite that nothing fails proves nothing. */
class ConformanceCanFailTest {

  @Test
  void aProviderThatDoesNothingFailsIt() {
    Events tests = run(NoOp.class);
    assertThat(tests.failed().count()).isGreaterThanOrEqualTo(5);
    assertThat(tests.skipped().count()).isZero();
  }

  @Test
  void aProviderThatLeavesSomethingBehindFailsIt() {
    Events tests = run(Leaking.class);
    assertThat(tests.failed().count()).isGreaterThanOrEqualTo(5);
    assertThat(tests.skipped().count()).isZero();
  }

  @Test
  void aProviderThatLightsWhatWasReleasedFailsIt() {
    assertThat(
            run(Forgetful.class).failed().stream().map(e -> e.getTestDescriptor().getDisplayName()))
        .containsExactly("anEnsureThatComesAfterTheReleaseMakesNothing()");
  }

  @Test
  void aProviderThatKeepsItsWordPassesIt() {
    Events tests = run(Faithful.class);
    assertThat(tests.failed().count()).isZero();
    assertThat(tests.succeeded().count()).isPositive();
  }

  private static Events run(Class<?> suite) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(suite))
        .execute()
        .testEvents();
  }

  /** Clusters that are entries of a set: everything that the port asks for, and nothing else. */
  private static class InMemory implements Provider {
    final Set<String> clusters;
    final Set<String> released;

    InMemory(Set<String> clusters, Set<String> released) {
      this.clusters = clusters;
      this.released = released;
    }

    @Override
    public CompletionStage<Observed> ensure(ClusterRequest request) {
      if (!released.contains(request.clusterId())) {
        clusters.add(request.clusterId());
      }
      return describe(request.clusterId());
    }

    @Override
    public CompletionStage<Observed> describe(String clusterId) {
      return CompletableFuture.completedStage(
          clusters.contains(clusterId)
              ? Observed.ready(new ClusterEndpoints("spark://nowhere:7077", null))
              : Observed.gone());
    }

    @Override
    public CompletionStage<Observed> release(String clusterId) {
      released.add(clusterId);
      clusters.remove(clusterId);
      return CompletableFuture.completedStage(Observed.gone());
    }

    @Override
    public CompletionStage<List<String>> list() {
      return CompletableFuture.completedStage(List.copyOf(clusters));
    }

    @Override
    public ProfileAnnounced capabilities() {
      return new ProfileAnnounced(
          "test",
          "memory",
          "4.2.0",
          List.of(),
          null,
          List.of(),
          Map.of(),
          ProfileAnnounced.Limits.NONE,
          null,
          null,
          Map.of(),
          Instant.EPOCH);
    }
  }

  abstract static class InMemorySuite extends ProviderConformance {
    final Set<String> clusters = ConcurrentHashMap.newKeySet();
    final Set<String> released = ConcurrentHashMap.newKeySet();

    @Override
    protected Provider provider() {
      return new InMemory(clusters, released);
    }

    @Override
    protected Duration startLimit() {
      return Duration.ofMillis(300);
    }

    @Override
    protected Duration endLimit() {
      return Duration.ofMillis(300);
    }

    @Override
    protected boolean exists(String clusterId) {
      return clusters.contains(clusterId);
    }
  }

  static class Faithful extends InMemorySuite {}

  static class NoOp extends InMemorySuite {
    @Override
    protected Provider provider() {
      return new InMemory(clusters, released) {
        @Override
        public CompletionStage<Observed> ensure(ClusterRequest request) {
          return CompletableFuture.completedStage(Observed.starting("soon"));
        }
      };
    }
  }

  static class Forgetful extends InMemorySuite {
    @Override
    protected Provider provider() {
      return new InMemory(clusters, ConcurrentHashMap.newKeySet());
    }
  }

  static class Leaking extends InMemorySuite {
    private final Set<String> left = ConcurrentHashMap.newKeySet();

    @Override
    protected Provider provider() {
      return new InMemory(clusters, released) {
        @Override
        public CompletionStage<Observed> release(String clusterId) {
          if (clusters.contains(clusterId)) {
            left.add(clusterId);
          }
          return super.release(clusterId);
        }
      };
    }

    @Override
    protected boolean exists(String clusterId) {
      return super.exists(clusterId) || left.contains(clusterId);
    }
  }
}
