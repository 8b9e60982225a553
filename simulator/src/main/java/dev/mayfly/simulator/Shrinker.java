package dev.mayfly.simulator;

import java.util.Optional;

/**
 * Makes a case that breaks a promise smaller: fewer runs, fewer kinds of fault, as long as the same
 * promise is broken.
 */
final class Shrinker {
  private Shrinker() {}

  static Simulation.Result shrink(Simulation.Result broken) {
    Simulation.Result smallest = withFewerRuns(broken);
    for (Fault fault : Fault.values()) {
      smallest = trying(smallest.played().without(fault), smallest).orElse(smallest);
    }
    return withFewerRuns(smallest);
  }

  private static Simulation.Result withFewerRuns(Simulation.Result broken) {
    for (int runs = 1; runs < broken.played().runs(); runs++) {
      Optional<Simulation.Result> fewer = trying(broken.played().runs(runs), broken);
      if (fewer.isPresent()) {
        return fewer.get();
      }
    }
    return broken;
  }

  private static Optional<Simulation.Result> trying(Case smaller, Simulation.Result known) {
    Simulation.Result tried = Simulation.run(smaller);
    return promise(tried).equals(promise(known)) ? Optional.of(tried) : Optional.empty();
  }

  private static String promise(Simulation.Result result) {
    String broken = result.broken();
    return broken.substring(0, Math.max(0, broken.indexOf(':')));
  }
}
