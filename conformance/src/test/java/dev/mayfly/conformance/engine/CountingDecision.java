package dev.mayfly.conformance.engine;

import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Numbers each word that it is told and says so on {@code runs}. {@code arm <from> <to> <ms>} also
 * sets timers, {@code disarm <from> <to>} takes them back, {@code fired} tells of those that fired,
 * and {@code quiet} is only counted.
 */
final class CountingDecision implements Decision {
  private static final StateKind<Tally> TALLY = new StateKind<>("tally", Tally.class);
  private static final StateKind<Fired> FIRED = new StateKind<>("fired", Fired.class);

  private final Topics topics;

  record Tally(int count) {}

  /**
   * @param sum of the timers' numbers, so that one fired twice for another that did not is seen
   * @param words how many words had been counted when the first of them fired
   */
  record Fired(long count, long sum, int words) {
    static final Fired NONE = new Fired(0, 0, 0);
  }

  CountingDecision(Topics topics) {
    this.topics = topics;
  }

  @Override
  public void decide(Input input, Turn turn) {
    if (input instanceof Input.TimerFired timer) {
      Fired before = turn.load(FIRED, "all").orElse(Fired.NONE);
      int words = before.count() == 0 ? counted(turn) : before.words();
      long number = Long.parseLong(timer.timer());
      turn.save(FIRED, "all", new Fired(before.count() + 1, before.sum() + number, words));
    } else if (input instanceof Input.Received received && received.value() != null) {
      hear(new String(received.value(), StandardCharsets.UTF_8), turn);
    }
  }

  private void hear(String words, Turn turn) {
    int count = counted(turn) + 1;
    turn.save(TALLY, "all", new Tally(count));
    String[] word = words.split(" ");
    switch (word[0]) {
      case "arm" -> {
        for (long i = Long.parseLong(word[1]); i < Long.parseLong(word[2]); i++) {
          turn.arm(Long.toString(i), turn.now().plus(Duration.ofMillis(Long.parseLong(word[3]))));
        }
      }
      case "disarm" -> {
        for (long i = Long.parseLong(word[1]); i < Long.parseLong(word[2]); i++) {
          turn.disarm(Long.toString(i));
        }
      }
      case "fired" ->
          turn.publish(topics.runs(), "fired", turn.load(FIRED, "all").orElse(Fired.NONE));
      case "quiet" -> {
        // Only counted.
      }
      default -> turn.publish(topics.runs(), "word", words + " " + count);
    }
  }

  private static int counted(Turn turn) {
    return turn.load(TALLY, "all").map(Tally::count).orElse(0);
  }

  @Override
  public void quarantine(Input input, String reason, Turn turn) {
    turn.publish(topics.runs(), "quarantined", reason);
  }
}
