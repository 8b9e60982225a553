package dev.mayfly.simulator;

import java.util.function.UnaryOperator;

/**
 * A case, seen from another class loader: whatever class the simulation was made of, the answer is
 * a text, empty when all promises were kept.
 */
public final class SeedRun implements UnaryOperator<String> {
  /**
   * @param played as {@link Case#parse} reads it
   */
  @Override
  public String apply(String played) {
    return Simulation.run(Case.parse(played)).broken();
  }
}
