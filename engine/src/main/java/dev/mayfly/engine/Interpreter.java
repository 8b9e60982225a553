package dev.mayfly.engine;

import dev.mayfly.contracts.Visible;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  public Effects apply(Input.Received input, StateStore state) {
    return decide(input, traceparent(input), state, null);
  }

  /**
   * When the earliest timer that is due by the wall clock was due; empty when none is. An adapter
   * fires it only after the inputs have been handled up to the end that was seen after that time.
   */
  public Optional<Instant> due(StateStore state) {
    return Timers.firstDue(state, now(state)).map(Timers.Due::due);
  }

  /** When the next timer is due, past times among them; empty when none is armed. */
  public Optional<Instant> next(StateStore state) {
    return Timers.first(state).map(Timers.Due::due);
  }

  /**
   * What a timer decided.
   *
   * @param late by how much the decision came after the timer was due
   */
  public record Fired(String timer, Duration late, Effects effects) {}

  /** Fires the earliest due timer; empty when none is due. */
  public Optional<Fired> fire(StateStore state) {
    Instant now = now(state);
    return Timers.firstDue(state, now)
        .map(
            due -> {
              String id = "timer:" + due.timer() + ":" + born(state) + ":" + turns(state);
              var input = new Input.TimerFired(id, due.timer(), due.due());
              Effects effects = decide(input, null, state, due);
              return new Fired(due.timer(), Duration.between(due.due(), now), effects);
            });
  }

  private Effects decide(
      Input input, @Nullable String traceparent, StateStore state, Timers.@Nullable Due fired) {
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
      Input input, @Nullable String traceparent, StateStore state, Timers.@Nullable Due fired) {
    Instant now = now(state);
    var turn = new Turn(state, decoded, now, input.id(), source, traceparent);
    long born = turns(state) == 0 ? now.toEpochMilli() : born(state);
    String next = now.toEpochMilli() + " " + (turns(state) + 1) + " " + born;
    turn.put(CLOCK, next.getBytes(StandardCharsets.UTF_8));
    if (fired != null) {
      turn.disarm(fired.timer());
    }
    return turn;
  }

  private Instant now(StateStore state) {
    Instant wall = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant last = Instant.ofEpochMilli(clockField(state, 0));
    return wall.isBefore(last) ? last : wall;
  }

  private static long turns(StateStore state) {
    return clockField(state, 1);
  }

  /** When this state began: a state that was lost and begun again is another cause. */
  private static long born(StateStore state) {
    return clockField(state, 2);
  }

  private static long clockField(StateStore state, int field) {
    byte[] value = state.get(CLOCK);
    return value == null
        ? 0
        : Long.parseLong(new String(value, StandardCharsets.UTF_8).split(" ")[field]);
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
      checkSize("a record for " + record.topic(), record.value());
    }
    effects.changes().forEach((key, value) -> checkSize("the state of " + key, value));
  }

  private static void checkSize(String what, byte @Nullable [] value) {
    if (value != null && value.length > MOST_BYTES) {
      throw new IllegalStateException(
          what + " has " + value.length + " bytes; at most " + MOST_BYTES + " may be kept");
    }
  }
}
