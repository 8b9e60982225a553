package dev.mayfly.testkit.log;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What belongs together, and whether it came to be. */
final class FakeTransaction {
  private enum State {
    OPEN,
    COMMITTED,
    ABORTED
  }

  private final Instant begun;
  private final Set<Place> places = new LinkedHashSet<>();
  private final Map<String, Map<Place, Long>> positions = new LinkedHashMap<>();
  private State state = State.OPEN;

  FakeTransaction(Instant begun) {
    this.begun = begun;
  }

  Instant begun() {
    return begun;
  }

  void touches(Place place) {
    places.add(place);
  }

  Set<Place> places() {
    return places;
  }

  void position(String group, Place place, long next) {
    positions.computeIfAbsent(group, g -> new LinkedHashMap<>()).put(place, next);
  }

  Map<String, Map<Place, Long>> positions() {
    return positions;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isCommitted() {
    return state == State.COMMITTED;
  }

  void end(boolean commit) {
    state = commit ? State.COMMITTED : State.ABORTED;
  }
}
