package dev.mayfly.simulator;

import java.util.function.LongFunction;

/**
 * A seed, seen from another class loader: whatever class the simulation was made of, the answer is
 * a text, empty when all promises were kept.
 */
public final class SeedRun implements LongFunction<String> {
  @Override
  public String apply(long seed) {
    return Simulation.run(Case.of(seed)).broken();
  }
}
