package dev.mayfly.simulator;

import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Turn;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A decision with a bug that nobody knows of: on some inputs it throws, and always on those. Not on
 * requests, of which a bug would leave nothing but the dead letter.
 */
record FailingDecision(World world, String service, Decision correct, Consumer<String> onFailure)
    implements Decision {
  /** What its dead letters say. */
  static final String WHY = "a bug that nobody knows of";

  /** A stack trace of each would be most of the work. */
  private static final class Bug extends RuntimeException {
    Bug() {
      super(WHY, null, false, false);
    }
  }

  @Override
  public Map<String, String> timersAfter() {
    return correct.timersAfter();
  }

  @Override
  public void decide(Input input, Turn turn) {
    boolean request =
        input instanceof Input.Received received
            && received.topic().equals(world.topics.requests());
    Fault kind = isSeldom(input) ? Fault.TIMER_FAILS : Fault.DECISION_FAILS;
    if (!request && world.chance.of(kind, about(service, input))) {
      world.chance.count(kind);
      world.trace.say(service, "fails on " + input.id());
      onFailure.accept(about(input));
      throw new Bug();
    }
    correct.decide(input, turn);
  }

  @Override
  public void quarantine(Input input, String reason, Turn turn) {
    correct.quarantine(input, reason, turn);
  }

  /** Other timers than those that repeat what is not answered. */
  private static boolean isSeldom(Input input) {
    return input instanceof Input.TimerFired timer && !timer.timer().startsWith("repeat/");
  }

  private static long about(String service, Input input) {
    return service.hashCode() * 31L + input.id().hashCode();
  }

  /** The run or cluster. */
  private static String about(Input input) {
    if (input instanceof Input.TimerFired timer) {
      String[] part = timer.timer().split("/", 3);
      return part.length > 1 ? part[1] : "";
    }
    String key = ((Input.Received) input).key();
    return key == null ? "" : key;
  }
}
