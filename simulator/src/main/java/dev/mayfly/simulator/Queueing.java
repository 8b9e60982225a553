package dev.mayfly.simulator;

import org.jspecify.annotations.Nullable;

/**
 * What makes runs wait, in some seeds: small limits, few jobs and owners for many runs, priorities.
 * Drawn apart from all else that is random.
 */
final class Queueing {
  private static final double SEEDS = 0.4;

  private final Chance chance;
  private final boolean on;

  private Queueing(Chance chance, boolean on) {
    this.chance = chance;
    this.on = on;
  }

  static Queueing of(Chance chance) {
    return new Queueing(chance, drawn(chance, "on") < SEEDS);
  }

  /** No run waits, and every job has the name that it is given. */
  static Queueing none(Chance chance) {
    return new Queueing(chance, false);
  }

  /** How many runs may be live in all; so few that they wait, and so many that all end in time. */
  @Nullable Integer runs() {
    return limit("runs", 3, 5);
  }

  @Nullable Integer runsPerOwner() {
    return limit("per owner", 2, 3);
  }

  @Nullable Integer runsPerProfile() {
    return limit("per profile", 3, 4);
  }

  /** The name of the job that such a run is of. */
  String job(String run) {
    return on ? "job-" + below(3, "job", run) : run;
  }

  /**
   * @param otherwise the owner's field where nothing is drawn
   */
  String owner(String run, String otherwise) {
    return !on ? otherwise : below(4, "owner", run) == 0 ? "" : owned(below(3, "who", run));
  }

  private static String owned(int who) {
    return ", \"owner\": \"" + (who == 0 ? "p" : "o") + "\"";
  }

  String field(String run) {
    if (!on || below(3, "plain", run) == 0) {
      return "";
    }
    String timeout =
        below(4, "timed", run) == 0
            ? ", \"timeout\": \"" + (1 + below(60, "timeout", run)) + "m\""
            : "";
    String limit =
        below(2, "limited", run) == 0
            ? ", \"maxConcurrentRuns\": " + (1 + below(2, "limit", run))
            : "";
    return ", \"queue\": {\"priority\": " + below(3, "priority", run) + timeout + limit + "}";
  }

  private @Nullable Integer limit(String what, int least, int range) {
    return on && drawn(what) < 0.5 ? Integer.valueOf(least + below(range, what, "limit")) : null;
  }

  private int below(int bound, String what, String of) {
    return (int) (bound * drawn(what + " " + of));
  }

  private double drawn(String what) {
    return drawn(chance, what);
  }

  private static double drawn(Chance chance, String what) {
    return chance.fraction(("queueing " + what).hashCode());
  }
}
