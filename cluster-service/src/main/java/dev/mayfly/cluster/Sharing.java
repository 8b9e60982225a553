package dev.mayfly.cluster;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a shared cluster is shared.
 *
 * @param asked stands for all that its runs ask of it; who asks for the same may hold it
 * @param generation grows with each cluster that is lit for the same
 * @param leases how many may hold it at a time
 * @param idle for how long it is kept while nobody holds it
 * @param holders the keys of its leases, until their drivers cannot live on it any more
 */
record Sharing(String asked, long generation, int leases, Duration idle, List<String> holders) {
  Sharing {
    holders = holders == null ? List.of() : List.copyOf(holders);
  }

  boolean hasRoom() {
    return holders.size() < leases;
  }

  Sharing with(String holder) {
    return with(Stream.concat(holders.stream(), Stream.of(holder)).toList());
  }

  Sharing without(String holder) {
    return with(holders.stream().filter(h -> !h.equals(holder)).toList());
  }

  private Sharing with(List<String> now) {
    return new Sharing(asked, generation, leases, idle, now);
  }
}
