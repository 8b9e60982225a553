package dev.mayfly.submit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.embedded.S3Server;
import dev.mayfly.process.GuardedProcess;
import dev.mayfly.storage.StorageConfig;
import dev.mayfly.submit.Jobs;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import dev.mayfly.submit.storage.ObjectStore;
import dev.mayfly.submit.storage.S3Store;
import dev.mayfly.testkit.log.SettableClock;
import java.io.IOException;
import java.lang.Thread.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveLogsTest {
  private static final DriverRef REF = new DriverRef("r1", 1, "main");
  private static final String FOR_EVER = "while :; do sleep 0.1; done";

  @TempDir Path dir;
  private final SettableClock clock = new SettableClock(Jobs.START);
  private StubSpark spark;
  private S3Server server;
  private S3Store store;
  private ProcessDriverHost host;

  @BeforeEach
  void begin() throws IOException {
    spark = StubSpark.in(dir.resolve("spark"));
    server = S3Server.start(dir.resolve("s3"), 0, "key", "secret-key");
    server.createBucket("jobs");
    store =
        new S3Store(
            new StorageConfig("jobs", server.endpoint().toString(), null, "key", "secret-key"));
    host = host(store);
  }

  @AfterEach
  void end() throws IOException {
    host.list().forEach(ref -> host.stop(ref, true));
    await().until(() -> host.list().isEmpty());
    host.close();
    store.close();
    server.close();
  }

  @Test
  void whatADriverWritesIsInTheBucketWhileItRunsAndIsItsLogInTheEnd() throws IOException {
    JobSpec.Step step =
        plan("echo one; until [ -e \"$here/go\" ]; do sleep 0.02; done; echo two; exit 0");
    host.start(REF, assignment(step), step, GuardedProcess.sinceBoot());
    await("one")
        .until(() -> host.find(REF) instanceof DriverState.Running && log().equals("one\n"));

    Files.createFile(dir.resolve("spark/bin/go"));
    await().until(() -> host.find(REF) instanceof DriverState.Ended);
    host.result(REF, assignment(step), step);
    assertThat(log()).isEqualTo("one\ntwo\n");
  }

  @Test
  void whatHasNotGrownIsNotPutAgainAndALongLogLessOften() throws IOException {
    var counted = new StubSpark.Objects();
    var folder = started("head -c 3000000 /dev/zero | tr '\\0' x; " + FOR_EVER);
    await().until(() -> Files.size(stdout(folder)) == 3_000_000);
    var log = new LiveLog(REF, folder, counted);

    assertThat(log.ship(clock.instant())).isTrue();
    assertThat(counted.shipped().remove("logs/r1/1/main/stdout.log")).hasSize(3_000_000);
    Files.writeString(stdout(folder), "more", java.nio.file.StandardOpenOption.APPEND);
    clock.advance(Duration.ofSeconds(5));
    log.ship(clock.instant());
    assertThat(counted.shipped()).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    log.ship(clock.instant());
    assertThat(counted.shipped().remove("logs/r1/1/main/stdout.log")).hasSize(3_000_004);
    clock.advance(Duration.ofMinutes(1));
    log.ship(clock.instant());
    assertThat(counted.shipped()).isEmpty();
  }

  @Test
  void aStoreThatFailsIsLeftInPeaceForAWhileAndEndsNothing() {
    var folder = started("echo one; " + FOR_EVER);
    await().until(() -> Files.size(stdout(folder)) > 0);
    var failing = new Failing();
    var log = new LiveLog(REF, folder, failing);

    assertThat(log.ship(clock.instant())).isTrue();
    clock.advance(Duration.ofSeconds(20));
    assertThat(log.ship(clock.instant())).isTrue();
    assertThat(failing.puts).isEqualTo(1);
    clock.advance(Duration.ofSeconds(11));
    log.ship(clock.instant());
    assertThat(failing.puts).isEqualTo(2);
  }

  @Test
  void onceADriverIsLeftNothingOlderCanReplaceItsLog() throws Exception {
    var folder = started("echo one; " + FOR_EVER);
    await().until(() -> Files.size(stdout(folder)) > 0);
    var slow = new Slow();
    var log = new LiveLog(REF, folder, slow);
    var shipping = CompletableFuture.runAsync(() -> log.ship(clock.instant()));
    slow.begun.await();
    var leaving = new Thread(log::end);
    leaving.start();
    await().until(() -> Set.of(State.BLOCKED, State.TERMINATED).contains(leaving.getState()));
    assertThat(leaving.getState()).isEqualTo(State.BLOCKED);
    slow.go.countDown();
    leaving.join();
    shipping.get(10, TimeUnit.SECONDS);

    clock.advance(Duration.ofMinutes(1));
    assertThat(log.ship(clock.instant())).isFalse();
    assertThat(slow.puts).isEqualTo(1);
  }

  private DriverFolder started(String code) {
    JobSpec.Step step = plan(code);
    // Its own thread would come in between.
    ProcessDriverHost quiet = host(new StubSpark.Objects());
    quiet.start(REF, assignment(step), step, GuardedProcess.sinceBoot());
    quiet.close();
    return DriverFolder.of(dir.resolve("data/runs"), REF);
  }

  private static Path stdout(DriverFolder folder) {
    return folder.path().resolve("driver/stdout.log");
  }

  private String log() throws IOException {
    Path object = dir.resolve("s3/jobs/logs/r1/1/main/stdout.log");
    return Files.exists(object) ? Files.readString(object) : "";
  }

  private ProcessDriverHost host(ObjectStore objects) {
    return new ProcessDriverHost(
        new ProcessHostConfig(spark.home(), null, null, null, Duration.ZERO, Map.of()),
        objects,
        dir.resolve("data"),
        clock);
  }

  private static Assignment assignment(JobSpec.Step step) {
    return Jobs.assignment("r1", "me", step);
  }

  private static JobSpec.Step plan(String code) {
    return Jobs.step(
        "/jobs/birds.py",
        List.of(),
        List.of(),
        Map.of(),
        new HashMap<>(Map.of("PLAN", code)),
        Map.of());
  }

  private static class Failing implements ObjectStore {
    int puts;

    @Override
    public void putPassing(String key, byte[] content) throws IOException {
      puts++;
      throw new IOException("out of order");
    }

    @Override
    public String put(String key, Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void fetch(String uri, Path target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Listing list(String prefix) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Slow extends Failing {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);

    @Override
    public void putPassing(String key, byte[] content) throws IOException {
      puts++;
      begun.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
