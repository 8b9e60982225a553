package dev.mayfly.scheduler;

import static dev.mayfly.scheduler.SchedulerState.LIVE;

import dev.mayfly.engine.Turn;
import dev.mayfly.scheduler.SchedulerState.Live;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is live, and so holds a slot of each limit that there is. It is found anew in every turn that
 * asks: what is counted cannot differ from what is live.
 */
final class Slots {
  private static final int MOST_NAMED = 5;
  private static final String ALL = "runs";

  private final Concurrency limits;
  private final Turn turn;
  private @Nullable Map<String, List<String>> found;

  Slots(Concurrency limits, Turn turn) {
    this.limits = limits;
    this.turn = turn;
  }

  /**
   * @param whose the runs that count
   * @param most null: there is none
   */
  private record Limit(String whose, @Nullable Integer most) {}

  boolean areFreeFor(Lane lane) {
    return reached(lane).findAny().isEmpty();
  }

  /** A sentence for each limit that keeps the runs of a lane waiting. */
  List<String> inTheWayOf(Lane lane) {
    return reached(lane)
        .map(
            limit ->
                "%d of %d %s are live: %s"
                    .formatted(
                        live(limit.whose()).size(),
                        limit.most(),
                        limit.whose(),
                        named(live(limit.whose()))))
        .toList();
  }

  int liveOf(@Nullable String owner) {
    return live(ofOwner(owner)).size();
  }

  void take(String runId, Live run) {
    add(runId, run, all());
  }

  private Stream<Limit> reached(Lane lane) {
    return Stream.of(
            new Limit("runs of job " + lane.job(), lane.maxConcurrentRuns()),
            new Limit(ofOwner(lane.owner()), limits.runsPerOwner()),
            new Limit(onProfile(lane.profile()), limits.runsPerProfile()),
            new Limit(onCluster(lane.existing(), lane.profile()), lane.leases()),
            new Limit(ALL, limits.runs()))
        .filter(limit -> limit.most() != null && live(limit.whose()).size() >= limit.most());
  }

  private List<String> live(String whose) {
    return all().getOrDefault(whose, List.of());
  }

  /** Runs by each of those for which they count. */
  private Map<String, List<String>> all() {
    Map<String, List<String>> known = found;
    if (known == null) {
      var runs = new HashMap<String, List<String>>();
      turn.all(LIVE).forEach((runId, run) -> add(runId, run, runs));
      found = runs;
      return runs;
    }
    return known;
  }

  private static void add(String runId, Live run, Map<String, List<String>> to) {
    var counts =
        new ArrayList<>(
            List.of("runs of job " + run.job(), ofOwner(run.owner()), onProfile(run.profile())));
    if (run.existing() != null) {
      counts.add(onCluster(run.existing(), run.profile()));
    }
    counts.add(ALL);
    counts.forEach(whose -> to.computeIfAbsent(whose, w -> new ArrayList<>()).add(runId));
  }

  private static String named(List<String> runs) {
    int more = runs.size() - MOST_NAMED;
    String first = String.join(", ", runs.subList(0, Math.min(runs.size(), MOST_NAMED)));
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static String onProfile(String profile) {
    return "runs on profile " + profile;
  }

  private static String onCluster(@Nullable String existing, String profile) {
    return "runs on cluster " + existing + " of profile " + profile;
  }

  private static String ofOwner(@Nullable String owner) {
    return owner == null ? "runs without an owner" : "runs of owner " + owner;
  }
}
