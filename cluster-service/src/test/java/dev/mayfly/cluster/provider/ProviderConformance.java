package dev.mayfly.cluster.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mayfly.contracts.MemorySize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every provider does. A provider that does nothing fails it, and so does one that leaves
 * something behind.
 */
public abstract class ProviderConformance {
  private final List<String> made = new ArrayList<>();

  /** The provider; a new object each time, over the same inventory. */
  protected abstract Provider provider();

  /** The longest that a small cluster takes to be ready here. */
  protected abstract Duration startLimit();

  /** The longest that something may be seen of a cluster after it was said to be gone. */
  protected Duration endLimit() {
    return Duration.ofSeconds(5);
  }

  /** Asks the inventory itself, without the provider, whether anything of the cluster is left. */
  protected abstract boolean exists(String clusterId);

  @AfterEach
  void nothingIsLeft() {
    for (String id : made) {
      untilGone(id);
      await("nothing is left of " + id).atMost(endLimit()).until(() -> !exists(id));
    }
  }

  @Test
  void aClusterIsStartingAndThenReadyWithItsMastersAddress() {
    ClusterRequest request = request(1);
    Observed first = ensure(request);
    assertThat(first.state()).isIn(Observed.State.STARTING, Observed.State.READY);
    Observed ready = untilReady(request);
    assertThat(ready.endpoints().master()).contains("://");
    assertThat(exists(request.clusterId())).isTrue();
  }

  @Test
  void ensuringAgainChangesNothing() {
    ClusterRequest request = request(1);
    ensure(request);
    Observed ready = untilReady(request);
    assertThat(ensure(request)).isEqualTo(ready);
    assertThat(list()).containsOnlyOnce(request.clusterId());
  }

  @Test
  void twoEnsuresAtOnceMakeOneCluster() {
    ClusterRequest request = request(1);
    CompletableFuture.allOf(
            Stream.of(provider(), provider())
                .map(p -> p.ensure(request).toCompletableFuture())
                .toArray(CompletableFuture[]::new))
        .join();
    untilReady(request);
    assertThat(list()).containsOnlyOnce(request.clusterId());
  }

  @Test
  void aNewObjectSeesWhatAnOlderOneMade() {
    ClusterRequest request = request(1);
    ensure(request);
    Observed ready = untilReady(request);
    assertThat(provider().describe(request.clusterId()).toCompletableFuture().join())
        .isEqualTo(ready);
  }

  @Test
  void aReleasedClusterIsGoneAndStaysGone() {
    ClusterRequest request = request(1);
    ensure(request);
    untilReady(request);
    untilGone(request.clusterId());
    assertThat(describe(request.clusterId()).state()).isEqualTo(Observed.State.GONE);
    assertThat(list()).doesNotContain(request.clusterId());
  }

  @Test
  void aClusterReleasedWhileItStartsIsGone() {
    ClusterRequest request = request(2);
    ensure(request);
    untilGone(request.clusterId());
    assertThat(describe(request.clusterId()).state()).isEqualTo(Observed.State.GONE);
  }

  @Test
  void releasingWhatNeverWasIsSuccess() {
    assertThat(release("mf-0000000000ff").state()).isEqualTo(Observed.State.GONE);
    assertThat(describe("mf-0000000000ff").state()).isEqualTo(Observed.State.GONE);
  }

  @Test
  void anEnsureThatComesAfterTheReleaseMakesNothing() {
    ClusterRequest ready = request(1);
    ensure(ready);
    untilReady(ready);
    ClusterRequest never = request(1);
    for (ClusterRequest late : List.of(ready, never)) {
      untilGone(late.clusterId());
      assertThat(ensure(late).state()).isEqualTo(Observed.State.GONE);
      assertThat(exists(late.clusterId())).isFalse();
      assertThat(describe(late.clusterId()).state()).isEqualTo(Observed.State.GONE);
    }
  }

  @Test
  void capabilitiesNameTheProfileItsSparkAndItsLimits() {
    var offered = provider().capabilities();
    assertThat(offered.profile()).isNotEmpty();
    assertThat(offered.sparkVersion()).matches("\\d+\\.\\d+.*");
    assertThat(offered.limits()).isNotNull();
  }

  protected ClusterRequest request(int workers) {
    String id = "mf-" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    made.add(id);
    return new ClusterRequest(
        id, "test", workers, 1, MemorySize.mebibytes(512), Duration.ofMinutes(2), null);
  }

  protected Observed ensure(ClusterRequest request) {
    return provider().ensure(request).toCompletableFuture().join();
  }

  protected Observed describe(String id) {
    return provider().describe(id).toCompletableFuture().join();
  }

  protected Observed release(String id) {
    return provider().release(id).toCompletableFuture().join();
  }

  protected List<String> list() {
    return provider().list().toCompletableFuture().join();
  }

  protected Observed untilReady(ClusterRequest request) {
    return await()
        .atMost(startLimit())
        .pollInterval(Duration.ofMillis(50))
        .until(() -> describe(request.clusterId()), o -> o.state() == Observed.State.READY);
  }

  protected void untilGone(String id) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> release(id).state() == Observed.State.GONE);
  }
}
