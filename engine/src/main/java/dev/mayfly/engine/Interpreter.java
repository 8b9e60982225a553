package dev.mayfly.engine;

import dev.mayfly.contracts.Visible;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a decision over inputs and due timers, the same way on every adapter. It performs nothing:
 * an adapter commits the {@link Effects} together with the input's position, or none of them.
 */
public final class Interpreter {
  /**
   * What a record of Mayfly's own topics may hold; a decision that would publish more has failed.
   */
  static final int MOST_BYTES = (2 << 20) - (64 << 10);

  private static final Logger log = LoggerFactory.getLogger(Interpreter.class);
  private static final int LONGEST_REASON = 1_000;
  private static final int LONGEST_TRACEPARENT = 128;
  private static final String CLOCK = "engine.clock/";

  private final Decision decision;
  private final String source;
  private final String deadLetters;
  private final Clock clock;
  private final Decoded decoded = new Decoded();
  private byte @Nullable [] kept;
  private Ticking ticking = Ticking.NEW;

  /**
   * @param source of the events it publishes, as {@code /mayfly/scheduler-service}
   * @param deadLetters the topic that takes what cannot be handled
   */
  public Interpreter(Decision decision, String source, String deadLetters, Clock clock) {
    this.decision = decision;
    this.source = source;
    this.deadLetters = deadLetters;
    this.clock = clock;
  }

  /** For a state of its decision that holds none yet. */
  public Timers timers() {
    return new Timers(decision.timersAfter());
  }

  public Effects apply(Input.Received input, StateStore state) {
    return decide(input, traceparent(input), state, null);
  }

  /**
   * The earliest timer of each kind that is due by the wall clock, the earliest of them first. An
   * adapter fires one only after the inputs that it waits for have been handled up to the end that
   * was seen after it was due.
   */
  public List<DueTimer> due(StateStore state) {
    return state.timers().due(now(state));
  }

  /** When the next timer is due, past times among them; empty when none is armed. */
  public Optional<Instant> next(StateStore state) {
    return state.timers().next();
  }

  /**
   * What a timer decided.
   *
   * @param late by how much the decision came after the timer was due
   */
  public record Fired(String timer, Duration late, Effects effects) {}

  /**
   * @param timer one of {@link #due}
   */
  public Fired fire(DueTimer timer, StateStore state) {
    Ticking ticking = ticking(state);
    String id = "timer:" + timer.timer() + ":" + ticking.born() + ":" + ticking.turns();
    var input = new Input.TimerFired(id, timer.timer(), timer.due());
    Duration late = Duration.between(timer.due(), now(state));
    return new Fired(timer.timer(), late, decide(input, null, state, timer));
  }

  private Effects decide(
      Input input, @Nullable String traceparent, StateStore state, @Nullable DueTimer fired) {
    Turn turn = turn(input, traceparent, state, fired);
    try {
      decision.decide(input, turn);
      checkSizes(turn.effects());
    } catch (RuntimeException e) {
      String reason = reason(input, e);
      turn = turn(input, traceparent, state, fired);
      if (input instanceof Input.Received received) {
        turn.deadLetter(deadLetters, received, reason);
      } else {
        turn.deadLetter(deadLetters, asLetter((Input.TimerFired) input), reason);
      }
      decision.quarantine(input, reason + " (dead letter of " + input.id() + ")", turn);
    }
    return turn.effects();
  }

  /** What cannot be read is its writer's fault and needs no stack trace, however often it comes. */
  private static String reason(Input input, RuntimeException e) {
    if (e instanceof UnreadableRecordException) {
      log.warn("{} is quarantined: {}", input.id(), e.getMessage());
      return String.valueOf(e.getMessage());
    }
    log.error("deciding about {} failed; it is quarantined", input.id(), e);
    return "internal error: " + Visible.of(e.toString(), LONGEST_REASON);
  }

  /** Carried into every event that follows, so nothing that is far longer than a traceparent. */
  private static @Nullable String traceparent(Input.Received input) {
    String given = input.headers().get("traceparent");
    return given != null && given.length() <= LONGEST_TRACEPARENT ? given : null;
  }

  private Turn turn(
      Input input, @Nullable String traceparent, StateStore state, @Nullable DueTimer fired) {
    Instant now = now(state);
    var turn = new Turn(state, decoded, now, input.id(), source, traceparent);
    Ticking next = ticking(state).next(now.toEpochMilli());
    kept = next.bytes();
    ticking = next;
    turn.put(CLOCK, kept);
    if (fired != null) {
      turn.disarm(fired.timer());
    }
    return turn;
  }

  private Instant now(StateStore state) {
    long wall = clock.millis();
    return Instant.ofEpochMilli(Math.max(wall, ticking(state).last()));
  }

  /** Parsed only when it is not what was written last. */
  private Ticking ticking(StateStore state) {
    byte[] found = state.get(CLOCK);
    if (found == null) {
      return Ticking.NEW;
    }
    if (found != kept) {
      kept = found;
      ticking = Ticking.of(found);
    }
    return ticking;
  }

  private static Input.Received asLetter(Input.TimerFired timer) {
    return new Input.Received(
        timer.id(),
        "timer",
        0,
        0,
        timer.due(),
        timer.timer(),
        Map.of(),
        timer.timer().getBytes(StandardCharsets.UTF_8));
  }

  private static void checkSizes(Effects effects) {
    for (Effects.Outgoing record : effects.records()) {
      checkSize("a record for ", record.topic(), record.value());
    }
    effects.changes().forEach((key, value) -> checkSize("the state of ", key, value));
  }

  private static void checkSize(String what, String where, byte @Nullable [] value) {
    if (value != null && value.length > MOST_BYTES) {
      throw new IllegalStateException(
          what + where + " has " + value.length + " bytes; at most " + MOST_BYTES + " may be kept");
    }
  }
}
