package dev.mayfly.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import dev.mayfly.testkit.kafka.KafkaFixture;
import dev.mayfly.testkit.log.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Version N keeps a field more than N−1, and the service goes from one to the other and back while
 * something is under way. What each service really keeps is held by its own golden files.
 */
@Timeout(120)
class VersionsTest {
  @TempDir Path dir;

  /** As version N−1 has it. */
  record Before(int count) {}

  /** As version N has it. */
  record Now(int count, @Nullable String last) {}

  private record BeforeDecision(Topics topics) implements Decision {
    private static final StateKind<Before> KIND = new StateKind<>("tally", Before.class);

    @Override
    public void decide(Input input, Turn turn) {
      int count = turn.load(KIND, "all").map(Before::count).orElse(0) + 1;
      turn.save(KIND, "all", new Before(count));
      turn.publish(topics.runs(), "word", "before " + word(input, turn) + " " + count);
    }

    @Override
    public void quarantine(Input input, String reason, Turn turn) {
      turn.publish(topics.runs(), "word", reason);
    }
  }

  private record NowDecision(Topics topics) implements Decision {
    private static final StateKind<Now> KIND = new StateKind<>("tally", Now.class);

    @Override
    public void decide(Input input, Turn turn) {
      Now was = turn.load(KIND, "all").orElse(new Now(0, null));
      String word = word(input, turn);
      turn.save(KIND, "all", new Now(was.count() + 1, word));
      turn.publish(
          topics.runs(), "word", "now " + word + " " + (was.count() + 1) + " after " + was.last());
    }

    @Override
    public void quarantine(Input input, String reason, Turn turn) {
      turn.publish(topics.runs(), "word", reason);
    }
  }

  /** Each record arms a timer, for whoever runs when it is due. */
  private static String word(Input input, Turn turn) {
    if (input instanceof Input.Received record) {
      turn.arm("t" + record.offset(), turn.now().plus(Duration.ofMinutes(record.offset() + 1)));
      return "record-" + record.offset();
    }
    return ((Input.TimerFired) input).timer();
  }

  @Test
  void aServiceGoesToTheNextVersionAndBackWithTimersAndStateUnderWay() throws Exception {
    // Behind the broker's, so that it may be moved on without being ahead.
    var clock = new SettableClock(Instant.now().minus(Duration.ofHours(1)));
    var said = new ArrayList<String>();
    try (var installation = new TestInstallation(KafkaFixture.bootstrapServers(), dir)) {
      var before = new BeforeDecision(installation.topics());
      var now = new NowDecision(installation.topics());
      try (RunningSequencer old = installation.start(before, clock)) {
        installation.say("a", "b");
        said.addAll(List.of("before record-0 1", "before record-1 2"));
        installation.awaitCounted(said);
        assertThat(old.exits()).isEmpty();
      }
      try (RunningSequencer next = installation.start(now, clock)) {
        clock.advance(Duration.ofMinutes(1));
        said.add("now t0 3 after null");
        installation.awaitCounted(said);
        installation.say("c");
        said.add("now record-2 4 after t0");
        installation.awaitCounted(said);
        assertThat(next.exits()).isEmpty();
      }
      try (RunningSequencer old = installation.start(before, clock)) {
        clock.advance(Duration.ofMinutes(1));
        said.add("before t1 5");
        installation.awaitCounted(said);
        assertThat(old.exits()).isEmpty();
      }
    }
  }
}
