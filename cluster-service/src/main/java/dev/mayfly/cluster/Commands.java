package dev.mayfly.cluster;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Turn;

/** What the ledger wants done: kept with its entry, and issued again until it is answered. */
final class Commands {
  static final String REPEAT = "repeat/";

  /** Whether a cluster that is gone stays gone is looked at as many times less often. */
  private static final int SELDOM = 6;

  private final Topics topics;
  private final Times times;

  Commands(Topics topics, Times times) {
    this.topics = topics;
    this.times = times;
  }

  /**
   * @return the entry as it was saved
   */
  LedgerEntry issue(Action action, LedgerEntry entry, Turn turn) {
    Calls calls = entry.calls().commanded();
    LedgerEntry next =
        entry.with(
            switch (action) {
              case ENSURE -> calls.ensured(turn.now().plus(times.lateCreate()));
              case RELEASE -> calls.releasedAt(turn.now());
              case KEEP -> calls;
            });
    String id = entry.clusterId();
    turn.save(Ledger.CLUSTER, id, next);
    turn.publish(
        topics.commands("cluster"),
        id,
        new ClusterCommand(
            action, entry.request(), calls.generation(), turn.now().plus(times.commandValid())));
    lookAgain(next, turn);
    return next;
  }

  /** Arms the next look at the cluster. */
  void lookAgain(LedgerEntry entry, Turn turn) {
    turn.arm(REPEAT + entry.clusterId(), turn.now().plus(times.look()));
  }

  /** Arms the next look at a cluster that was just seen to be gone. */
  void lookSeldom(LedgerEntry entry, Turn turn) {
    turn.arm(REPEAT + entry.clusterId(), turn.now().plus(times.look().multipliedBy(SELDOM)));
  }
}
