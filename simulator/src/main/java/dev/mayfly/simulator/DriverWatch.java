package dev.mayfly.simulator;

import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Promise 2: one driver ever for each run, attempt and step; one live attempt of a run; no attempt
 * given up while its driver lives.
 */
final class DriverWatch {
  private final Set<String> everStarted = new HashSet<>();
  private final Map<String, List<Driver>> live = new HashMap<>();
  private final Map<String, Integer> attemptsEnded = new HashMap<>();
  private final List<Consumer<Driver>> onStart = new ArrayList<>();
  private int started;

  /** Is told of each driver that begins. */
  void onStart(Consumer<Driver> listener) {
    onStart.add(listener);
  }

  void started(Driver driver) {
    started++;
    String run = driver.runId;
    if (!everStarted.add(driver.identity())) {
      throw new PromiseBroken(2, "a second driver was started for " + driver.identity(), run);
    }
    if (driver.attempt <= attemptsEnded.getOrDefault(run, 0)) {
      throw new PromiseBroken(
          2, driver + " was started after its attempt had ended", run, driver.clusterId);
    }
    List<Driver> others = live.computeIfAbsent(run, r -> new ArrayList<>());
    for (Driver other : others) {
      if (other.attempt != driver.attempt) {
        throw new PromiseBroken(
            2, driver + " was started while " + other + " lives", run, driver.clusterId);
      }
    }
    others.add(driver);
    onStart.forEach(l -> l.accept(driver));
  }

  Stream<Driver> live() {
    return live.values().stream().flatMap(List::stream);
  }

  void ended(Driver driver) {
    live.getOrDefault(driver.runId, new ArrayList<>()).remove(driver);
  }

  void on(AttemptEnded e) {
    attemptsEnded.merge(e.runId(), e.attempt(), Math::max);
    noneLives(e.runId(), "attempt " + e.attempt() + " of " + e.runId() + " was given up");
  }

  /** One whose teardown is unconfirmed may still have a driver, and says so. */
  void on(RunCompleted e) {
    if (e.teardown() == Teardown.CONFIRMED) {
      attemptsEnded.put(e.runId(), Integer.MAX_VALUE);
      noneLives(e.runId(), e.runId() + " was completed");
    }
  }

  boolean allDead() {
    return live.values().stream().allMatch(List::isEmpty);
  }

  int started() {
    return started;
  }

  private void noneLives(String runId, String what) {
    List<Driver> alive = live.getOrDefault(runId, List.of());
    if (!alive.isEmpty()) {
      throw new PromiseBroken(2, what + " while " + alive.get(0) + " lives", runId);
    }
  }
}
