package dev.mayfly.simulator;

import java.util.List;

/**
 * Cases that once broke a promise, each as the report named it, and with what it showed. What they
 * play changes with the simulator; what they once found is planted again in {@link PlantedBugsTest}
 * where it was in production.
 */
final class KeptSeeds {
  static final List<Kept> ALL =
      List.of(
          new Kept("85", "a submitter frozen for longer than a lease just before it starts"),
          new Kept("268", "the same, after its cluster was lost"),
          new Kept("197", "a provider that refused calls for most of the grace period"));

  private KeptSeeds() {}

  /**
   * @param played as {@link Case#parse} reads it
   */
  record Kept(String played, String showed) {
    @Override
    public String toString() {
      return played + " (" + showed + ")";
    }
  }
}
