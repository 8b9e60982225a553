package dev.mayfly.cluster.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.cluster.provider.Observed.State;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standing cluster of real masters and workers, ours and somebody else's. */
class StandingClustersTest {
  private static final Duration EXPIRY = Duration.ofMinutes(2);
  private static final Duration START = Duration.ofSeconds(60);

  @TempDir Path data;
  @TempDir Path theirData;
  private int masterPort;
  private int webUiPort;
  private LocalProvider ours;
  private LocalProvider theirs;

  @BeforeEach
  void providers() throws IOException {
    try (var first = listening(0);
        var second = listening(0)) {
      masterPort = first.getLocalPort();
      webUiPort = second.getLocalPort();
    }
    ours = provider(data);
    theirs = provider(theirData);
  }

  @AfterEach
  void nothingIsLeft() {
    for (String id : List.of("mf-a", "mf-b")) {
      untilGone(ours, id);
      untilGone(theirs, id);
    }
    assertThat(Processes.mentioning(data.toString())).isEmpty();
    assertThat(Processes.mentioning(theirData.toString())).isEmpty();
    ours.close();
    theirs.close();
  }

  @Test
  void oneThatIsStoppedIsStartedAndStoppedAgainWithEachIdThatItIsAskedForBy() {
    ensure(ours, "mf-a", "team");
    assertThat(until(ours, "mf-a", State.READY).endpoints().master()).isEqualTo(master());
    ours.release("mf-a").toCompletableFuture().join();
    assertThat(ensure(ours, "mf-b", "team").state())
        .as("what is about to stop is not taken for running")
        .isEqualTo(State.STARTING);
    assertThat(until(ours, "mf-b", State.READY).endpoints().master()).isEqualTo(master());
    untilGone(ours, "mf-a");
    assertThat(ensure(ours, "mf-a", "team").state()).isEqualTo(State.GONE);
    assertThat(describe(ours, "mf-b").state()).isEqualTo(State.READY);
    assertThat(ours.list().toCompletableFuture().join()).containsExactly("mf-b");
  }

  @Test
  void oneThatWasFoundRunningStaysRunningAndItsEndIsTold() {
    ensure(theirs, "mf-a", "team");
    until(theirs, "mf-a", State.READY);

    assertThat(ensure(ours, "mf-a", "team").state()).isEqualTo(State.READY);
    assertThat(ours.list().toCompletableFuture().join()).isEmpty();
    assertThat(ours.release("mf-a").toCompletableFuture().join().state()).isEqualTo(State.GONE);
    assertThat(describe(theirs, "mf-a").state()).isEqualTo(State.READY);

    assertThat(ensure(ours, "mf-b", "team").state()).isEqualTo(State.READY);
    untilGone(theirs, "mf-a");
    Observed ended = until(ours, "mf-b", State.FAILED);
    assertThat(ended.failure().message()).contains("has ended");
    assertThat(ended.failure().kind().isPassing()).isFalse();
  }

  @Test
  void whatAnswersThereAndIsNoMasterIsNotUsed() throws IOException {
    HttpServer other = HttpServer.create(new InetSocketAddress(local(), webUiPort), 0);
    other.start();
    try {
      Failure failure = ensure(ours, "mf-a", "team").failure();
      assertThat(failure.kind()).isEqualTo(Failure.Kind.INVALID);
      assertThat(failure.message()).endsWith(":" + webUiPort + " is no Spark master");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void aMasterThatCannotHaveItsAddressHasFailed() throws IOException {
    try (var taken = listening(masterPort)) {
      ensure(ours, "mf-a", "team");
      Failure failure = until(ours, "mf-a", State.FAILED).failure();
      assertThat(failure.message())
          .contains("another process listens at spark://127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void oneThatTheProfileDoesNotHaveIsRefused() {
    Failure failure = ensure(ours, "mf-a", "moon").failure();
    assertThat(failure.kind()).isEqualTo(Failure.Kind.INVALID);
    assertThat(failure.message()).isEqualTo("profile test has no standing cluster moon");
  }

  @Test
  void theyAreAnnouncedWithTheirSizes() {
    assertThat(ours.capabilities().existing()).isEqualTo(Map.of("team", size()));
  }

  private LocalProvider provider(Path dir) {
    var team =
        new StandingCluster(
            URI.create(master()), URI.create("http://127.0.0.1:" + webUiPort), size());
    LocalProfile profile = BuiltSpark.profile(Map.of("team", team));
    return new LocalProvider(profile, dir, EXPIRY, Clock.systemUTC());
  }

  private static ExistingCluster size() {
    return new ExistingCluster(1, 1, MemorySize.mebibytes(512), 1, Duration.ofMinutes(1));
  }

  private String master() {
    return "spark://127.0.0.1:" + masterPort;
  }

  private static ServerSocket listening(int port) throws IOException {
    return new ServerSocket(port, 1, local());
  }

  private static InetAddress local() {
    return InetAddress.getLoopbackAddress();
  }

  private static Observed ensure(LocalProvider at, String id, @Nullable String existing) {
    var request = new ClusterRequest(id, "test", 1, 1, MemorySize.mebibytes(512), EXPIRY, existing);
    return at.ensure(request).toCompletableFuture().join();
  }

  private static Observed describe(LocalProvider at, String id) {
    return at.describe(id).toCompletableFuture().join();
  }

  private static Observed until(LocalProvider at, String id, State state) {
    return await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> describe(at, id), seen -> seen.state() == state);
  }

  private static void untilGone(LocalProvider at, String id) {
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> at.release(id).toCompletableFuture().join().state() == State.GONE);
  }
}
