package dev.mayfly.cluster;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.SubmitterAnnounced;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The submitters that live, as far as they have said so lately. */
final class Submitters {
  static final StateKind<LiveSubmitter> SUBMITTER =
      new StateKind<>("submitter", LiveSubmitter.class);

  /** A submitter that has missed this many announcements is taken for dead and gets nothing new. */
  private static final int MISSED = 3;

  private final Times times;

  Submitters(Times times) {
    this.times = times;
  }

  record LiveSubmitter(SubmitterAnnounced announced, Instant heardAt) {}

  void heard(SubmitterAnnounced submitter, Turn turn) {
    turn.save(SUBMITTER, submitter.submitter(), new LiveSubmitter(submitter, turn.now()));
  }

  /** Of those that serve the profile; empty when none lives. */
  Optional<String> leastLoaded(String profile, Turn turn) {
    Map<String, Long> load =
        Stream.concat(
                turn.all(Ledger.CLUSTER).values().stream().map(LedgerEntry::submitter),
                turn.all(Leases.LEASE).values().stream().map(Lease::submitter))
            .filter(s -> s != null)
            .collect(Collectors.groupingBy(s -> s, Collectors.counting()));
    Instant alive = turn.now().minus(times.announce().multipliedBy(MISSED));
    return turn.all(SUBMITTER).values().stream()
        .filter(s -> s.heardAt().isAfter(alive))
        .map(LiveSubmitter::announced)
        .filter(s -> s.profiles().contains(profile))
        .map(SubmitterAnnounced::submitter)
        .min(
            Comparator.comparing((String s) -> load.getOrDefault(s, 0L))
                .thenComparing(Comparator.naturalOrder()));
  }
}
