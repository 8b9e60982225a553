package dev.mayfly.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mayfly.contracts.Json;
import dev.mayfly.scheduler.LookForObjects;
import dev.mayfly.scheduler.ObjectsFound;
import dev.mayfly.testkit.log.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ObjectWorkerTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final Set<String> there = ConcurrentHashMap.newKeySet();
  private final AtomicInteger looks = new AtomicInteger();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final LinkedBlockingQueue<ObjectsFound> said = new LinkedBlockingQueue<>();
  private final ObjectWorker worker = new ObjectWorker(this::look, said::add, clock);

  private boolean look(String object) throws IOException {
    looks.incrementAndGet();
    if (object.contains("slow")) {
      await().until(() -> mayAnswer.getCount() == 0);
    }
    if (object.contains("forbidden")) {
      throw new IOException("cannot look for " + object);
    }
    return there.contains(object);
  }

  @AfterEach
  void close() {
    worker.close();
  }

  @Test
  void itSaysWhatIsThereAndNothingOfWhatIsNot() throws Exception {
    there.add("s3a://b/x");
    accept("r1", "s3a://b/none");
    accept("r2", "s3a://b/none", "s3a://b/x");
    assertThat(next()).isEqualTo(new ObjectsFound("r2", List.of("s3a://b/x")));
    assertThat(said).isEmpty();
    worker.check();
  }

  @Test
  void aRunThatIsBeingLookedAfterIsNotLookedAfterTwice() throws Exception {
    there.add("s3a://b/slow");
    accept("r1", "s3a://b/slow");
    await().until(() -> looks.get() == 1);
    accept("r1", "s3a://b/slow");
    there.add("s3a://b/x");
    accept("r2", "s3a://b/x");
    assertThat(next().runId()).as("a slow look holds up no other").isEqualTo("r2");
    mayAnswer.countDown();
    assertThat(next().runId()).isEqualTo("r1");
    assertThat(looks).hasValue(2);
  }

  @Test
  void whatComesTooLateOrCannotBeReadIsDropped() throws Exception {
    there.add("s3a://b/x");
    byte[] late = command("r1", clock.instant().minusMillis(1), "s3a://b/x");
    worker.accept(List.of(late, "{".getBytes(StandardCharsets.UTF_8)));
    accept("r2", "s3a://b/x");
    assertThat(next().runId()).isEqualTo("r2");
    assertThat(looks).hasValue(1);
  }

  @Test
  void storageThatDoesNotAnswerIsToldUntilItDoesOrNobodyAsksAnyMore() throws Exception {
    there.add("s3a://b/x");
    accept("r1", "s3a://b/x", "s3a://b/forbidden");
    assertThat(next()).as("what was found all the same").isNotNull();
    assertThatThrownBy(worker::check)
        .isInstanceOf(IOException.class)
        .hasMessage("cannot look for s3a://b/forbidden");
    accept("r2", "s3a://b/x");
    next();
    worker.check();
    accept("r3", "s3a://b/x", "s3a://b/forbidden");
    next();
    clock.advance(Duration.ofMinutes(2));
    worker.check();
  }

  private void accept(String runId, String... objects) {
    worker.accept(List.of(command(runId, clock.instant(), objects)));
  }

  private static byte[] command(String runId, Instant notAfter, String... objects) {
    return Json.bytes(new LookForObjects(runId, List.of(objects), notAfter));
  }

  private ObjectsFound next() throws InterruptedException {
    return said.poll(30, TimeUnit.SECONDS);
  }
}
