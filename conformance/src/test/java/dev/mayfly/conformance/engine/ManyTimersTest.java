package dev.mayfly.conformance.engine;

import static dev.mayfly.conformance.engine.TestInstallation.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.conformance.engine.CountingDecision.Fired;
import dev.mayfly.testkit.kafka.KafkaFixture;
import dev.mayfly.testkit.log.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only shows in numbers. */
@Tag("slow")
@Timeout(600)
class ManyTimersTest {
  private static final int A_MILLION = 1_000_000;
  private static final int AT_ONCE = 500;

  /** Behind the broker's clock, so that it may be moved on without being ahead. */
  private final SettableClock clock = new SettableClock(Instant.now().minus(Duration.ofHours(2)));

  @TempDir Path dir;
  private TestInstallation installation;

  @BeforeEach
  void begin() {
    installation = new TestInstallation(KafkaFixture.bootstrapServers(), dir);
  }

  @AfterEach
  void end() {
    installation.close();
  }

  @Test
  void timersWaitForABacklogOfAMillionRecords() throws Exception {
    waitForABacklogOf(A_MILLION);
  }

  @Test
  void aMillionTimersAreRestoredAndEachFiresOnce() throws Exception {
    restore(A_MILLION);
  }

  /** Half of the timers are taken back by the last word of what was said in time. */
  private void waitForABacklogOf(int records) throws Exception {
    try (RunningSequencer first = start()) {
      installation.say("arm 0 100 60000", "armed");
      await("the timers to be armed").until(() -> !installation.counted().isEmpty());
      assertThat(first.exits()).isEmpty();
    }
    installation.sayAll(IntStream.range(0, records).mapToObj(i -> "quiet"));
    installation.say("disarm 50 100");
    clock.advance(Duration.ofMinutes(5));

    try (RunningSequencer second = start()) {
      Fired fired = fired(50, records, second);
      assertThat(fired.count()).isEqualTo(50);
      assertThat(fired.sum()).isEqualTo(sum(50));
      assertThat(fired.words()).isGreaterThanOrEqualTo(records + 3);
    }
  }

  private void restore(int timers) throws Exception {
    try (RunningSequencer first = start()) {
      installation.sayAll(
          IntStream.range(0, timers / AT_ONCE)
              .mapToObj(i -> "arm " + i * AT_ONCE + " " + (i + 1) * AT_ONCE + " 600000"));
      installation.say("armed");
      awaitLong("the timers to be armed", timers).until(() -> !installation.counted().isEmpty());
      assertThat(first.exits()).isEmpty();
    }
    try (RunningSequencer second = start()) {
      installation.say("restored");
      awaitLong("what was restored", timers).until(() -> installation.counted().size() == 2);
      clock.advance(Duration.ofMinutes(20));

      Fired fired = fired(timers, timers, second);
      assertThat(fired.count()).isEqualTo(timers);
      assertThat(fired.sum()).isEqualTo(sum(timers));
    }
  }

  private RunningSequencer start() throws Exception {
    return installation.start(new CountingDecision(installation.topics()), clock);
  }

  /** Asks until so many have fired, and once more. */
  private Fired fired(long many, int records, RunningSequencer sequencer) {
    awaitLong("the timers", records)
        .until(
            () -> {
              assertThat(sequencer.exits()).isEmpty();
              return ask().count() >= many;
            });
    return ask();
  }

  private Fired ask() {
    int before = answers().size();
    installation.say("fired");
    await("an answer").atMost(Duration.ofMinutes(10)).until(() -> answers().size() > before);
    return answers().get(answers().size() - 1);
  }

  private List<Fired> answers() {
    return installation.published("fired", Fired.class);
  }

  private static ConditionFactory awaitLong(String what, int records) {
    return TestInstallation.await(what).atMost(Duration.ofMinutes(1 + records / 50_000));
  }

  private static long sum(long many) {
    return many * (many - 1) / 2;
  }
}
