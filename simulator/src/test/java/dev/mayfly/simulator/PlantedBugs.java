package dev.mayfly.simulator;

import java.util.List;

/**
 * Rules of Mayfly, each with what breaks it in production code, and the promise that falls. Of rule
 * 5 the part that is broken is the adapter's on the fake log; the adapter on Kafka Streams has the
 * log's conformance suite. What 1, 10 and 14 forbid breaks no promise by itself.
 *
 * <p>A seed plays something else after every change of the simulator, so none is kept for what it
 * once found. A fault that the simulator found in production is mended there, and planted here.
 */
final class PlantedBugs {
  private static final String ENGINE = "engine/dev.mayfly.engine.";
  private static final String SCHEDULER = "scheduler-service/dev.mayfly.scheduler.";
  private static final String CLUSTER = "cluster-service/dev.mayfly.cluster.";
  private static final String SUBMIT = "submit-service/dev.mayfly.submit.";
  private static final String NOTIFIER = "notifier-service/dev.mayfly.notifier.";

  /** The second net under those that leave something behind: without it they are seen. */
  private static final Patch SWEEPS_NOTHING =
      patch(CLUSTER + "Strays", "        release(id, stray, turn);", "");

  static final List<Bug> ALL =
      List.of(
          bug(
              "2: a command is performed only after it was committed",
              "3",
              "the log does not know it",
              "12",
              patch(
                  CLUSTER + "Ledger",
                  "turn.save(CLUSTER, id, next);",
                  "turn.save(CLUSTER, id, next); if (action == Action.ENSURE) {"
                      + " dev.mayfly.simulator.Cloud.reachable().ensure(entry.request()); }")),
          bug(
              "3: what a decision reads has one partition",
              "6",
              "nobody was told",
              "1/1",
              patch(
                  "contracts/dev.mayfly.contracts.topic.Topics",
                  "kept(runs(), \"scheduler-service\", Duration.ofDays(14), 1, INTERNAL_BYTES)",
                  "kept(runs(), \"scheduler-service\", Duration.ofDays(14), 4, INTERNAL_BYTES)")),
          bug(
              "5: a timer fires only after what was said in time",
              "1|2|3",
              "",
              "198/19",
              patch(
                  "testkit/dev.mayfly.testkit.log.FakeSequencer",
                  "return ends.entrySet().stream().allMatch(e -> passed(e.getKey(),"
                      + " e.getValue()));",
                  "return true;")),
          bug(
              "4: who gives no runId is known by the event's source and id",
              "1",
              "nobody asked for",
              "2/8",
              patch(
                  SCHEDULER + "Requests",
                  "identity == null ? input.id() : identity",
                  "input.id()")),
          bug(
              "6: sizes are checked in the decision",
              "1",
              "",
              "5/6",
              patch(SCHEDULER + "Requests", "value.length > LARGEST_RECORD", "value.length < 0")),
          bug(
              "7: what a decision cannot handle is dead-lettered",
              "7",
              "does not get past",
              "2/2",
              patch(
                  ENGINE + "Interpreter",
                  "log.error(\"deciding",
                  "if (input != null) { throw e; } log.error(\"deciding"),
              patch(
                  ENGINE + "Interpreter",
                  "log.warn(\"{} is quarantined",
                  "if (input != null) { throw e; } log.warn(\"{} is quarantined")),
          bug(
              "7: a dead letter is written in the same transaction",
              "7",
              "no dead letter",
              "2/2",
              patch(ENGINE + "Interpreter", "turn.deadLetter(deadLetters, received, reason);", "")),
          bug(
              "7: what an input was about is put out when it cannot be handled",
              "1|3",
              "",
              "3638",
              patch(
                  CLUSTER + "ClusterDecision",
                  "ledger.quarantine(received.key(), reason, turn);",
                  "")),
          bug(
              "8: a runId is asked for once",
              "1|2",
              "",
              "2/3",
              patch(
                  SCHEDULER + "Requests",
                  "Seen seen = turn.load(SEEN, runId).orElse(null);",
                  "Seen seen = null;")),
          bug(
              "8: a runId that is reused for something else is a dead letter",
              "1",
              "never ended",
              "2/15",
              patch(SCHEDULER + "Requests", "!seen.payloadHash().equals(hash)", "hash.isEmpty()")),
          bug(
              "9: a completed run leaves a tombstone for the dedupe window",
              "1|2|3",
              "",
              "3/5",
              patch(
                  SCHEDULER + "Runs",
                  "Stream.of(RUN, SPEC, HEARD, CANCEL, COST)",
                  "Stream.of(RUN, SPEC, HEARD, CANCEL, COST, SchedulerState.SEEN)")),
          bug(
              "11: what is not answered is issued again",
              "3",
              "",
              "1/3",
              patch(
                  CLUSTER + "Ledger",
                  "entry.phase() == Phase.WATCHED ? WATCH : LOOK",
                  "Duration.ofDays(9)")),
          bug(
              "11: a message that nobody answers for is issued again",
              "6",
              "nobody was told",
              "4/5",
              patch(
                  NOTIFIER + "Deliveries",
                  "turn.now().plus(patience.answerWithin())",
                  "turn.now().plus(Duration.ofDays(9))")),
          bug(
              "12: an unanswered ensure keeps its cluster in the ledger",
              "4",
              "",
              "43/14",
              patch(
                  CLUSTER + "Calls",
                  "return quietFrom > 0 && release >= quietFrom;",
                  "return true;")),
          bug(
              "12: a late create cannot slip past a finished release",
              "3",
              "",
              "25",
              SWEEPS_NOTHING,
              patch(
                  CLUSTER + "Calls",
                  "return closedBy > 0 && release >= closedBy;",
                  "return true;")),
          bug(
              "12: a command is not performed after its notAfter",
              "3",
              "",
              "1/6",
              SWEEPS_NOTHING,
              patch(
                  CLUSTER + "Ledger",
                  "turn.now().plus(times.commandValid())",
                  "turn.now().plus(Duration.ofHours(9))")),
          bug(
              "13: a cluster's id is the same for every repetition of its cause",
              "3",
              "",
              "1/2",
              patch(
                  CLUSTER + "ClusterId",
                  "epoch, runId, Integer.toString(attempt)",
                  "epoch, runId, Integer.toString(attempt), turn.now().toString()")),
          bug(
              "13: a release is repeated until the provider says that the cluster is gone",
              "4",
              "was called gone while it exists",
              "1/1",
              patch(
                  CLUSTER + "Ledger",
                  "seen.state() == Observed.State.GONE && e.action()",
                  "seen.endpoints() == null && e.action()")),
          bug(
              "15: only what carries this ledger's mark is put out",
              "3",
              "of another ledger is put out",
              "6/1",
              patch(CLUSTER + "Strays", "|| !ClusterId.isOf(id, turn)", "")),
          bug(
              "15: what exists and the ledger does not know is put out",
              "3",
              "has called it gone",
              "58",
              patch(CLUSTER + "Strays", "        release(id, stray, turn);", "")),
          bug(
              "15: no worker takes the release of a stray for outdated",
              "3",
              "has called it gone",
              "415",
              patch(
                  CLUSTER + "Strays",
                  "Math.max(stray.generation() + 1, turn.now().toEpochMilli())",
                  "stray.generation() + 1")),
          bug(
              "16: the expiry of what is wanted is renewed",
              "3",
              "put itself out although it is wanted",
              "2/12",
              patch(
                  CLUSTER + "Ledger",
                  "turn.arm(REPEAT + id, turn.now().plus(entry",
                  "if (action != Action.KEEP) turn.arm(REPEAT + id, turn.now().plus(entry")),
          bug(
              "16: the expiry of what is not wanted is not renewed",
              "3|4",
              "",
              "1/4",
              patch(
                  CLUSTER + "Ledger",
                  "case STOPPING, WATCHED -> Action.RELEASE;",
                  "case STOPPING, WATCHED -> Action.KEEP;")),
          bug(
              "17: an assignment never moves",
              "2",
              "",
              "1/2",
              patch(
                  CLUSTER + "Ledger",
                  ".filter(entry -> entry.phase() == Phase.READY)",
                  ".filter(entry -> entry.phase() == Phase.READY || entry.phase() =="
                      + " Phase.LEASED)")),
          bug(
              "17: a submitter acts only on assignments with its own id",
              "2",
              "",
              "1/2",
              patch(SUBMIT + "Reconciler", "&& assignment.submitter().equals(submitter)", "")),
          bug(
              "17: what was assigned is known before a driver starts",
              "2",
              "",
              "374",
              patch(SUBMIT + "AttemptLoop", "readToEnd.run();", "")),
          bug(
              "18: a start is idempotent by run, attempt and step",
              "2",
              "",
              "1/1",
              patch(
                  SUBMIT + "AttemptLoop",
                  "host.start(ref, a, step,",
                  "host.start(new DriverRef(a.runId(), a.attempt(), step.name() + now), a, step,")),
          bug(
              "19: a driver's lease is renewed only with what Kafka has acknowledged",
              "2",
              "",
              "19",
              patch(
                  SUBMIT + "AttemptLoop",
                  "reports.heartbeat(",
                  "host.renew(ref, sentAt); reports.heartbeat(")),
          bug(
              "19: a driver that is started after a silence lives for as long as what was heard lets it",
              "2",
              "",
              "71/14",
              patch(
                  SUBMIT + "AttemptLoop",
                  "host.start(ref, a, step, lastHeard());",
                  "host.start(ref, a, step, sinceBoot.get());"),
              patch(SUBMIT + "AttemptLoop", "if (outOfContact) {", "if (finished) {")),
          bug(
              "20: an attempt ends only when its driver is proved dead",
              "2",
              "",
              "2/11",
              patch(
                  SCHEDULER + "Runs",
                  "if (run.drivers() != Drivers.POSSIBLE) {",
                  "if (run.attempt() > 0) {")),
          bug(
              "20: an attempt ends only when its cluster is gone",
              "4",
              "",
              "1/1",
              patch(SCHEDULER + "Runs", "if (!run.clusterGone()) {", "if (run.attempt() < 0) {")),
          bug(
              "20: the proof waits until the driver's lease has lapsed",
              "2",
              "",
              "7/12",
              patch(
                  SCHEDULER + "Runs",
                  "h.at().plus(times.silence())",
                  "h.at().plus(times.heartbeat())")),
          bug(
              "21: the first end in the log wins",
              "1",
              "was stopped",
              "1",
              patch(
                  SCHEDULER + "RunState",
                  "End first = end == null ? how : end;",
                  "End first = how;")),
          bug(
              "21: what does not end politely is destroyed from outside",
              "3",
              "its attempt was stopped",
              "29/9",
              patch(
                  CLUSTER + "Ledger",
                  "case STOP_BY -> release(entry, \"its driver did not end politely\", turn);",
                  "case STOP_BY -> {}")),
          bug(
              "21: a cancel that overtakes its start still holds",
              "1",
              "was cancelled before it began",
              "15/1",
              patch(SCHEDULER + "Requests", "turn.load(CANCEL, runId).orElse(null);", "null;")),
          bug(
              "22: the job's end ends the lease at once, whatever its outcome",
              "3",
              "is not put out although its job finished",
              "1/5",
              patch(
                  CLUSTER + "Ledger",
                  "find(e.runId(), e.attempt(), turn).ifPresent(entry -> release(entry, \"its job"
                      + " ended\", turn));",
                  "if (e.outcome().isSuccess()) { find(e.runId(), e.attempt(),"
                      + " turn).ifPresent(entry -> release(entry, \"its job ended\", turn)); }")),
          bug(
              "23: submit events may repeat, and another attempt's are late",
              "2|3",
              "",
              "70",
              patch(SCHEDULER + "Runs", ".filter(r -> r.attempt() == attempt)", "")),
          bug(
              "promise 6: a repetition says so",
              "6",
              "as if for the first time",
              "6/5",
              patch(
                  NOTIFIER + "Deliveries",
                  "delivery.waiting(true, null)",
                  "delivery.waiting(false, null)")));

  private PlantedBugs() {}

  /**
   * @param rule its number in the list of rules, and its gist
   * @param promise that falls without it; several where one as well as the other may fall first
   * @param saying what the oracle's words contain
   * @param shownBy the case that showed it last; another is looked for when it does not any more
   */
  record Bug(String rule, String promise, String saying, String shownBy, List<Patch> patches) {
    @Override
    public String toString() {
      return rule;
    }
  }

  private static Bug bug(
      String rule, String promise, String saying, String shownBy, Patch... patches) {
    return new Bug(rule, promise, saying, shownBy, List.of(patches));
  }

  private static Patch patch(String where, String found, String replacedBy) {
    int slash = where.indexOf('/');
    return new Patch(where.substring(0, slash), where.substring(slash + 1), found, replacedBy);
  }
}
