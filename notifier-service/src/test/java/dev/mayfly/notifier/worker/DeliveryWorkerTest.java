package dev.mayfly.notifier.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.NotificationEvent.About;
import dev.mayfly.notifier.Deliver;
import dev.mayfly.notifier.DeliveryObserved;
import dev.mayfly.notifier.Samples;
import dev.mayfly.notifier.channel.Channel;
import dev.mayfly.notifier.channel.Channels;
import dev.mayfly.notifier.message.Messages;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryWorkerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final List<DeliveryObserved> seen = new CopyOnWriteArrayList<>();
  private final List<String> deadLetters = new CopyOnWriteArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger stuckCalls = new AtomicInteger();
  private final AtomicInteger flakyCalls = new AtomicInteger();
  private final DeliveryWorker worker =
      new DeliveryWorker(
          new Channels(
              Map.of(
                  "good",
                  (m, k, r) -> new Channel.Result.Sent("ok"),
                  "stuck",
                  this::stuck,
                  "broken",
                  this::broken,
                  "flaky",
                  this::flaky)),
          seen::add,
          (bytes, why) -> deadLetters.add(new String(bytes, UTF_8)),
          Duration.ofSeconds(5),
          Clock.fixed(NOW, ZoneOffset.UTC));

  @AfterEach
  void close() {
    released.countDown();
    worker.close();
  }

  @Test
  void aStuckChannelHoldsUpNeitherTheReaderNorAnotherChannel() {
    take(List.of(command("stuck", 1), command("good", 1)));

    await().until(() -> seen.size() == 1);
    assertThat(seen.get(0).channel()).isEqualTo("good");
    assertThat(seen.get(0).result()).isEqualTo(DeliveryObserved.Result.SENT);
  }

  @Test
  void aDeliveryThatIsUnderWayIsNotBegunAgain() {
    take(List.of(command("stuck", 1), command("stuck", 1)));
    take(List.of(command("stuck", 2)));
    released.countDown();
    await().until(() -> seen.size() == 1);
    take(List.of(command("good", 1)));
    await().until(() -> seen.size() == 2);

    assertThat(stuckCalls).hasValue(1);
    assertThat(seen.get(0).attempt()).isEqualTo(1);
  }

  @Test
  void aCommandThatCameTooLateIsAnsweredAndNotPerformed() {
    Deliver late =
        new Deliver(
            "r1",
            About.OUTCOME,
            "stuck",
            1,
            false,
            NOW.minusMillis(1),
            Messages.of(Samples.succeeded("r1")));
    take(List.of(Json.bytes(late)));

    await().until(() -> seen.size() == 1);
    assertThat(seen.get(0).result()).isEqualTo(DeliveryObserved.Result.NOT_BEGUN);
    assertThat(seen.get(0).maybeDelivered()).isFalse();
    assertThat(stuckCalls).hasValue(0);
  }

  @Test
  void aChannelThatIsNotConfiguredFailsWithThoseThatAre() {
    take(List.of(command("slack:ops", 1)));

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).result()).isEqualTo(DeliveryObserved.Result.FAILED);
    assertThat(seen.get(0).detail())
        .isEqualTo(
            "channel 'slack:ops' is not configured; configured are broken, flaky, good,"
                + " stuck. Set"
                + " mayfly.notifier.slack.ops to its webhook");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"slack:https://evil.example/x", "https://169.254.169.254/", "email:a@b.c"})
  void anAddressIsNoChannelAndNothingIsSentThere(String channel) {
    take(List.of(command(channel, 1)));

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).result()).isEqualTo(DeliveryObserved.Result.FAILED);
    assertThat(seen.get(0).detail()).contains("is not configured");
  }

  @Test
  void aCommandThatMayComeAgainIsNotBegun() {
    byte[] command = command("stuck", 1);

    assertThatThrownBy(() -> worker.accept(List.of(command), this::fencedOff))
        .hasMessage("fenced off");
    take(List.of(command("good", 1)));

    await().until(() -> seen.size() == 1);
    assertThat(stuckCalls).hasValue(0);
  }

  @Test
  void aChannelThatThrowsIsTriedAgainLater() {
    take(List.of(command("broken", 1)));

    await().until(() -> seen.size() == 1);
    assertThat(seen.get(0).result()).isEqualTo(DeliveryObserved.Result.RETRY);
    assertThat(seen.get(0).maybeDelivered()).isTrue();
  }

  @Test
  void anUnreadableCommandIsADeadLetterAndTheNextIsPerformed() {
    take(List.of("{".getBytes(UTF_8), command("good", 1)));

    await().until(() -> seen.size() == 1);
    assertThat(deadLetters).containsExactly("{");
  }

  @Test
  void closingLetsACallEndAndAnswersWhatWaits() {
    take(List.of(command("stuck", 1), other("stuck")));
    await().until(() -> stuckCalls.get() == 1);
    var closing = new Thread(worker::close);
    closing.start();
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    released.countDown();
    await().until(() -> !closing.isAlive());

    assertThat(seen)
        .extracting(DeliveryObserved::runId, DeliveryObserved::result)
        .containsExactly(
            tuple("r1", DeliveryObserved.Result.SENT),
            tuple("r2", DeliveryObserved.Result.NOT_BEGUN));
    assertThat(stuckCalls).hasValue(1);
  }

  @Test
  void aChannelThatDidNotTakeItsLastMessageIsKnownUntilItTakesOne() {
    take(List.of(command("flaky", 1), command("good", 1)));
    await().until(() -> seen.size() == 2);
    assertThat(worker.notTaken()).containsExactly(Map.entry("flaky", "busy"));
    take(List.of(command("flaky", 2)));
    await().until(() -> seen.size() == 3);

    assertThat(worker.notTaken()).isEmpty();
  }

  private void take(List<byte[]> commands) {
    worker.accept(commands, () -> {});
  }

  private void fencedOff() {
    throw new IllegalStateException("fenced off");
  }

  private Channel.Result stuck(Object message, String key, boolean repeated) {
    stuckCalls.incrementAndGet();
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Channel.Result.Sent("at last");
  }

  private Channel.Result broken(Object message, String key, boolean repeated) {
    throw new IllegalStateException("planted");
  }

  /** Takes nothing but the second message. */
  private Channel.Result flaky(Object message, String key, boolean repeated) {
    return flakyCalls.incrementAndGet() == 2
        ? new Channel.Result.Sent("ok")
        : new Channel.Result.Retry(Duration.ZERO, false, "busy");
  }

  private static byte[] command(String channel, int attempt) {
    return command("r1", channel, attempt);
  }

  private static byte[] other(String channel) {
    return command("r2", channel, 1);
  }

  private static byte[] command(String runId, String channel, int attempt) {
    return Json.bytes(
        new Deliver(
            runId,
            About.OUTCOME,
            channel,
            attempt,
            false,
            NOW.plusSeconds(30),
            Messages.of(Samples.succeeded("r1"))));
  }
}
