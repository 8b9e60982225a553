package dev.mayfly.conformance.log;

import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Numbers what it is told, in the order in which it is told, and says so on {@code runs}. Some
 * words make it do more: {@code arm <timer> <ms>}, {@code disarm <timer>}, {@code boom}, {@code
 * crash}, {@code big}, {@code bigstate}, {@code gone}.
 */
final class TallyDecision implements Decision {
  private static final StateKind<Tally> TALLY = new StateKind<>("tally", Tally.class);
  private static final int TOO_BIG = 3 << 20;

  private final Topics topics;
  private volatile boolean crashes;

  record Tally(int count, String ballast) {}

  /** What it publishes. */
  record Counted(String what, int count) {}

  TallyDecision(Topics topics) {
    this.topics = topics;
  }

  /** From now on the word {@code crash} crashes the process; before, it is a word like others. */
  void crash(boolean on) {
    crashes = on;
  }

  /** A timer whose name begins so waits for jobs alone. */
  @Override
  public Map<String, String> timersAfter() {
    return Map.of("job/", topics.jobs());
  }

  @Override
  public void decide(Input input, Turn turn) {
    if (input instanceof Input.TimerFired fired) {
      count("timer " + fired.timer(), "", turn);
    } else if (input instanceof Input.Received received) {
      byte[] value = received.value();
      String words = value == null ? "nothing" : new String(value, StandardCharsets.UTF_8);
      String[] word = words.split(" ");
      count(words, word[0].equals("bigstate") ? "x".repeat(TOO_BIG) : "", turn);
      obey(word, turn);
    }
  }

  private void obey(String[] word, Turn turn) {
    switch (word[0]) {
      case "arm" -> turn.arm(word[1], turn.now().plus(Duration.ofMillis(Long.parseLong(word[2]))));
      case "disarm" -> turn.disarm(word[1]);
      case "boom" -> throw new IllegalStateException("boom");
      case "big" -> turn.publish(topics.runs(), "tally", new Counted("x".repeat(TOO_BIG), 0));
      case "gone" -> turn.publishTombstone(topics.assignments(), "tally");
      case "crash" -> {
        if (crashes) {
          throw new AssertionError("the test wants a crash");
        }
      }
      default -> {
        // A word that is only counted.
      }
    }
  }

  @Override
  public void quarantine(Input input, String reason, Turn turn) {
    count("quarantined", "", turn);
  }

  private void count(String what, String ballast, Turn turn) {
    int count = turn.load(TALLY, "all").map(Tally::count).orElse(0) + 1;
    turn.save(TALLY, "all", new Tally(count, ballast));
    turn.publish(topics.runs(), "tally", new Counted(what, count));
  }
}
