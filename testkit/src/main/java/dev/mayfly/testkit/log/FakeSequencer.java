package dev.mayfly.testkit.log;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.DueTimer;
import dev.mayfly.engine.Effects;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Interpreter;
import dev.mayfly.engine.StateStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter on a {@link FakeLog}: state, records and position of a turn are committed in one
 * transaction. It does nothing by itself: a test or simulator says what happens next, and where it
 * crashes. One that crashed is dead; another, made with the same arguments, takes over.
 */
public final class FakeSequencer {
  private final FakeLog log;
  private final String group;
  private final String changelog;
  private final Interpreter interpreter;
  private final SortedState state;
  private final Map<Place, Long> positions = new LinkedHashMap<>();
  private final FakeProducer producer;
  private final Clock clock;
  private final Map<String, Seen> seen = new HashMap<>();
  private @Nullable CrashPoint crash;
  private boolean dead;

  /** The ends that were seen first after a timer of a kind was due. */
  private record Seen(Instant at, Map<Place, Long> ends) {}

  /** Where the next turn crashes. */
  public enum CrashPoint {
    /** Decided, nothing written. */
    BEFORE_WRITE,
    /** Everything written, nothing committed: the transaction stays open. */
    BEFORE_COMMIT,
    /** Committed, and nobody told. */
    AFTER_COMMIT
  }

  /** What one step did. */
  public enum Step {
    IDLE,
    HANDLED,
    FIRED,
    CRASHED
  }

  /**
   * Restores the state and fences a predecessor.
   *
   * @param clock this host's, which decides when timers are due
   * @throws LostOffsetsException when a position on a promised topic is missing or out of range
   */
  public FakeSequencer(FakeLog log, Topics topics, Reads reads, Decision decision, Clock clock) {
    this.log = log;
    this.clock = clock;
    this.group = reads.group(topics);
    this.changelog = group + "-state-changelog";
    this.interpreter =
        new Interpreter(
            decision,
            "/" + topics.installation() + "/" + reads.service() + "-service",
            topics.deadLetters(reads.service()),
            clock);
    this.state = new SortedState(interpreter.timers());
    if (!log.hasTopic(changelog)) {
      log.createTopic(changelog, 1);
    }
    this.producer = log.producer(group);
    log.compact(changelog);
    log.read(changelog)
        .forEach(r -> state.put(java.util.Objects.requireNonNull(r.key()), r.value()));
    reads.promised().forEach(t -> takePosition(new Place(t, 0), true));
    reads.hints().forEach(t -> takePosition(new Place(t, 0), false));
  }

  private void takePosition(Place place, boolean promised) {
    long start = log.start(place);
    long next = log.position(group, place).orElse(-1);
    if (next < start) {
      if (promised) {
        throw new LostOffsetsException(group, place);
      }
      next = start;
    }
    positions.put(place, next);
  }

  /** What has been committed, and what this instance has decided since. */
  public StateStore state() {
    return state;
  }

  public boolean isDead() {
    return dead;
  }

  public void crashAt(CrashPoint point) {
    crash = point;
  }

  /** Dies without a trace of its own; an open transaction stays open. */
  public void kill() {
    dead = true;
  }

  /**
   * One that crashed was only stopped, and goes on where it was: with the end of its transaction,
   * or with a new one.
   *
   * @return false when it was fenced, so that nothing came of it
   */
  public boolean goesOn() {
    try {
      if (crash == CrashPoint.BEFORE_COMMIT) {
        producer.commit();
      } else {
        producer.begin();
        producer.abort();
      }
      return true;
    } catch (FencedException e) {
      return false;
    }
  }

  /** The next input of each place that has one, the oldest first. */
  public List<Input.Received> inputs() {
    var next = new ArrayList<Input.Received>();
    positions.forEach((place, from) -> log.first(place, from).ifPresent(next::add));
    next.sort(Comparator.comparing(Input.Received::timestamp));
    return next;
  }

  /**
   * Whether a timer is due, and its inputs are handled up to the end that was seen after it was.
   * Asking when one is due is what sees the end.
   */
  public boolean mayFire() {
    return first().isPresent();
  }

  /** Of those that may fire. */
  private Optional<DueTimer> first() {
    return interpreter.due(state).stream().filter(this::mayFire).findFirst();
  }

  private boolean mayFire(DueTimer timer) {
    Seen ends = seen.get(timer.kind());
    if (ends == null || ends.at().isBefore(timer.due())) {
      var now = new LinkedHashMap<Place, Long>();
      positions.keySet().forEach(p -> now.put(p, log.end(p)));
      Instant at = clock.instant();
      ends = new Seen(at.isBefore(timer.due()) ? timer.due() : at, now);
      seen.put(timer.kind(), ends);
    }
    return ends.ends().entrySet().stream()
        .filter(e -> timer.waitsFor(e.getKey().topic()))
        .allMatch(e -> passed(e.getKey(), e.getValue()));
  }

  /** When the next timer is due; empty when none is armed. */
  public Optional<Instant> nextTimer() {
    return interpreter.next(state);
  }

  /** Handles the oldest input; without one, fires the earliest timer that may. */
  public Step step() {
    List<Input.Received> inputs = inputs();
    if (!inputs.isEmpty()) {
      // The end must be seen as early as it would be, or timers would wait for more than they must.
      mayFire();
      return handle(inputs.get(0));
    }
    return mayFire() ? fire() : Step.IDLE;
  }

  /** Handles an input of {@link #inputs}. */
  public Step handle(Input.Received input) {
    alive();
    return perform(interpreter.apply(input, state), input);
  }

  /** Fires the earliest timer; only when {@link #mayFire} says so. */
  public Step fire() {
    alive();
    return first()
        .map(timer -> perform(interpreter.fire(timer, state).effects(), null))
        .orElse(Step.IDLE);
  }

  private Step perform(Effects effects, Input.@Nullable Received input) {
    if (crashes(CrashPoint.BEFORE_WRITE)) {
      return Step.CRASHED;
    }
    producer.begin();
    effects.changes().forEach((key, value) -> producer.send(changelog, key, Map.of(), value));
    effects.records().forEach(r -> producer.send(r.topic(), r.key(), r.headers(), r.value()));
    Place place = input == null ? null : new Place(input.topic(), input.partition());
    if (place != null && input != null) {
      producer.sendPosition(group, place, input.offset() + 1);
    }
    if (crashes(CrashPoint.BEFORE_COMMIT)) {
      return Step.CRASHED;
    }
    producer.commit();
    effects.changes().forEach(state::put);
    if (place != null && input != null) {
      positions.put(place, input.offset() + 1);
    }
    if (crashes(CrashPoint.AFTER_COMMIT)) {
      return Step.CRASHED;
    }
    return input == null ? Step.FIRED : Step.HANDLED;
  }

  /** Markers and aborted records are passed without being handled. */
  private boolean passed(Place place, long end) {
    long from = positions.getOrDefault(place, 0L);
    return from >= end || log.first(place, from).map(r -> r.offset() >= end).orElse(true);
  }

  private boolean crashes(CrashPoint point) {
    if (crash != point) {
      return false;
    }
    dead = true;
    return true;
  }

  private void alive() {
    if (dead) {
      throw new IllegalStateException("this sequencer crashed; make another");
    }
  }
}
