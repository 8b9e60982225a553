package dev.mayfly.conformance.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.testkit.log.FakeLog;
import dev.mayfly.testkit.log.FakeSequencer;
import dev.mayfly.testkit.log.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** For which inputs a timer waits, input by input: on a broker nobody can look in between. */
class TimersAndInputsTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final Topics topics = new Topics("fake");
  private final FakeLog log = FakeLog.installed(topics, clock);
  private final FakeSequencer sequencer =
      new FakeSequencer(
          log, topics, Reads.of(topics, "scheduler"), new TallyDecision(topics), clock);

  @Test
  void oneThatNamesATopicWaitsForThatAlone() {
    say(topics.requests(), "arm job/t 1000");
    sequencer.step();
    say(topics.jobs(), "job");
    say(topics.requests(), "request");
    clock.advance(Duration.ofSeconds(2));

    assertThat(sequencer.mayFire()).isFalse();
    handle(topics.jobs());
    assertThat(sequencer.mayFire()).isTrue();
    assertThat(sequencer.inputs()).extracting(Input.Received::topic).contains(topics.requests());
  }

  @Test
  void anotherWaitsForAllAndHoldsUpNoneThatWaitsForLess() {
    say(topics.requests(), "arm t 1000");
    say(topics.requests(), "arm job/t 1500");
    sequencer.step();
    sequencer.step();
    say(topics.requests(), "request");
    clock.advance(Duration.ofSeconds(2));

    assertThat(sequencer.fire()).isEqualTo(FakeSequencer.Step.FIRED);
    assertThat(sequencer.mayFire()).isFalse();
    handle(topics.requests());
    assertThat(sequencer.mayFire()).isTrue();
  }

  private void say(String topic, String word) {
    log.append(topic, null, Map.of(), word.getBytes(StandardCharsets.UTF_8));
  }

  private void handle(String topic) {
    sequencer.handle(
        sequencer.inputs().stream().filter(i -> i.topic().equals(topic)).findFirst().orElseThrow());
  }
}
