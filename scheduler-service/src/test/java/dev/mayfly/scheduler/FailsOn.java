package dev.mayfly.scheduler;

import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Turn;
import java.util.Map;
import java.util.function.Predicate;

/** A sound decision with a bug that nobody knows of, on some inputs. */
record FailsOn(Decision sound, Predicate<Input> doomed) implements Decision {
  static FailsOn records(Decision sound, String topic) {
    return new FailsOn(sound, in -> in instanceof Input.Received r && r.topic().equals(topic));
  }

  /**
   * @param kind with its slash
   */
  static FailsOn timers(Decision sound, String kind) {
    return new FailsOn(
        sound, in -> in instanceof Input.TimerFired fired && fired.timer().startsWith(kind));
  }

  @Override
  public Map<String, String> timersAfter() {
    return sound.timersAfter();
  }

  @Override
  public void decide(Input input, Turn turn) {
    if (doomed.test(input)) {
      throw new IllegalStateException("a bug that nobody knows of");
    }
    sound.decide(input, turn);
  }

  @Override
  public void quarantine(Input input, String reason, Turn turn) {
    sound.quarantine(input, reason, turn);
  }
}
