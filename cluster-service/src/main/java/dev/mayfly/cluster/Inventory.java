package dev.mayfly.cluster;

import java.time.Instant;
import java.util.List;

/**
 * What a provider listed as existing, by whoever made it; seen by the sweeper.
 *
 * @param clusters ids
 * @param begunAt before the provider was asked
 */
public record Inventory(String profile, List<String> clusters, Instant begunAt) {
  public Inventory {
    clusters = clusters == null ? List.of() : List.copyOf(clusters);
  }
}
