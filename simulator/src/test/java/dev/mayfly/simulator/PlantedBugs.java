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
              "24",
              patch(
                  CLUSTER + "Commands",
                  "turn.save(Ledger.CLUSTER, id, next);",
                  "turn.save(Ledger.CLUSTER, id, next); if (action == Action.ENSURE) {"
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
              "333",
              patch(
                  "testkit/dev.mayfly.testkit.log.FakeSequencer",
                  ".allMatch(e -> passed(e.getKey(), e.getValue()));",
                  ".allMatch(e -> true);")),
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
              "13/4",
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
              "839",
              patch(
                  CLUSTER + "ClusterDecision",
                  "ledger.quarantine(received.key(), reason, turn);",
                  "")),
          bug(
              "8: a runId is asked for once",
              "1|2|7",
              "",
              "1/3",
              patch(
                  SCHEDULER + "Requests",
                  "Seen seen = turn.load(SEEN, runId).orElse(null);",
                  "Seen seen = null;")),
          bug(
              "8: a runId that is reused for something else is a dead letter",
              "1",
              "never ended",
              "3/6",
              patch(SCHEDULER + "Requests", "!seen.payloadHash().equals(hash)", "hash.isEmpty()")),
          bug(
              "9: a completed run leaves a tombstone for the dedupe window",
              "1|2|3",
              "",
              "1/8",
              patch(
                  SCHEDULER + "Runs",
                  "Stream.of(RUN, SPEC, HEARD, CANCEL, COST, LIVE)",
                  "Stream.of(RUN, SPEC, HEARD, CANCEL, COST, LIVE, SchedulerState.SEEN)")),
          bug(
              "11: what is not answered is issued again",
              "3",
              "",
              "1/3",
              patch(
                  CLUSTER + "Commands",
                  "turn.now().plus(times.look()))",
                  "turn.now().plus(times.look().multipliedBy(9_999)))")),
          bug(
              "11: a message that nobody answers for is issued again",
              "6",
              "nobody was told",
              "3/1",
              patch(
                  NOTIFIER + "Deliveries",
                  "turn.now().plus(patience.answerWithin())",
                  "turn.now().plus(Duration.ofDays(9))")),
          bug(
              "12: an unanswered ensure keeps its cluster in the ledger",
              "4",
              "",
              "16/14",
              patch(
                  CLUSTER + "Calls",
                  "return quietFrom > 0 && release >= quietFrom;",
                  "return true;")),
          bug(
              "12: a late create cannot slip past a finished release",
              "3",
              "",
              "12/8",
              SWEEPS_NOTHING,
              patch(
                  CLUSTER + "Calls",
                  "return closedBy > 0 && release >= closedBy;",
                  "return true;")),
          bug(
              "12: a command is not performed after its notAfter",
              "3",
              "",
              "32/8",
              SWEEPS_NOTHING,
              patch(
                  CLUSTER + "Commands",
                  "turn.now().plus(times.commandValid())",
                  "turn.now().plus(java.time.Duration.ofHours(9))")),
          bug(
              "13: a cluster's id is the same for every repetition of its cause",
              "3",
              "",
              "1/2",
              patch(
                  CLUSTER + "ClusterId",
                  "epoch, cause, Long.toString(number)",
                  "epoch, cause, Long.toString(number), turn.now().toString()")),
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
              "22/6",
              patch(CLUSTER + "Strays", "        release(id, stray, turn);", "")),
          bug(
              "16: the expiry of what is wanted is renewed",
              "3",
              "put itself out although it is wanted",
              "3/14",
              patch(
                  CLUSTER + "Commands",
                  "lookAgain(next, turn);",
                  "if (action != Action.KEEP) lookAgain(next, turn);")),
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
                      + " Phase.LEASED)"),
              patch(
                  CLUSTER + "Ledger",
                  ".filter(lease -> lease.phase() == Lease.Phase.WAITING)",
                  "")),
          bug(
              "17: a submitter acts only on assignments with its own id",
              "2",
              "",
              "1/2",
              patch(SUBMIT + "Reconciler", "&& assignment.submitter().equals(submitter)", "")),
          bug(
              "18: a start is idempotent by run, attempt and step",
              "2|10",
              "",
              "1/2",
              patch(
                  SUBMIT + "StepDriver",
                  "host.start(ref, a, filled,",
                  "host.start(new DriverRef(ref.runId(), ref.attempt(), ref.step() + now), a,"
                      + " filled,")),
          bug(
              "19: a driver's lease is renewed only with what Kafka has acknowledged",
              "2",
              "",
              "55/2",
              patch(
                  SUBMIT + "StepDriver",
                  "contact.heartbeat(",
                  "host.renew(ref, sinceBoot); contact.heartbeat(")),
          bug(
              "19: a driver that is started after a silence lives for as long as what was heard lets it",
              "2",
              "",
              "305",
              patch(
                  SUBMIT + "StepDriver",
                  "host.start(ref, a, filled, contact.lastHeard());",
                  "host.start(ref, a, filled, contact.sinceBoot());"),
              patch(SUBMIT + "AttemptLoop", "if (contact.isLost()) {", "if (finished) {")),
          bug(
              "20: an attempt ends only when its driver is proved dead",
              "2",
              "",
              "4/8",
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
              "1",
              patch(
                  SCHEDULER + "Runs",
                  "h.at().plus(times.silence())",
                  "h.at().plus(times.heartbeat())")),
          bug(
              "21: the first end in the log wins",
              "1",
              "was stopped",
              "1/7",
              patch(
                  SCHEDULER + "RunState",
                  "End first = end == null ? how : end;",
                  "End first = how;")),
          bug(
              "21: what does not end politely is destroyed from outside",
              "3",
              "its attempt was stopped",
              "1/11",
              patch(
                  CLUSTER + "Ledger",
                  "case Leases.STOP_BY -> teardown.release(entry, \"its driver did not end politely\", turn);",
                  "case Leases.STOP_BY -> {}")),
          bug(
              "21: a cancel that overtakes its start still holds",
              "1",
              "was cancelled before it began",
              "44/17",
              patch(SCHEDULER + "Acceptance", "turn.load(CANCEL, runId).orElse(null);", "null;")),
          bug(
              "22: the job's end ends the lease at once, whatever its outcome",
              "3",
              "is not put out although its job finished",
              "1/5",
              patch(
                  CLUSTER + "Ledger",
                  ".ifPresent(lease -> ended(lease, e, turn));",
                  ".filter(lease -> e.outcome().isSuccess())"
                      + ".ifPresent(lease -> ended(lease, e, turn));")),
          bug(
              "23: submit events may repeat, and another attempt's are late",
              "2|3",
              "",
              "11/14",
              patch(SCHEDULER + "Runs", ".filter(r -> r.attempt() == attempt)", "")),
          bug(
              "promise 8: no more runs are live than each limit lets",
              "8",
              "is one too many of the runs",
              "1",
              patch(
                  SCHEDULER + "Slots",
                  "live(limit.whose()).size() >= limit.most()",
                  "live(limit.whose()).size() > limit.most()")),
          bug(
              "promise 8: a run that pauses before its next attempt is live",
              "8",
              "is one too many of the runs",
              "1/8",
              patch(
                  SCHEDULER + "Runs",
                  "turn.save(RUN, runId, run.backingOff());",
                  "turn.save(RUN, runId, run.backingOff()); turn.remove(LIVE, runId);")),
          bug(
              "promise 9: a run that is completed gives its slot back",
              "9",
              "waits although it could start",
              "1",
              patch(
                  SCHEDULER + "Runs",
                  "Stream.of(RUN, SPEC, HEARD, CANCEL, COST, LIVE)",
                  "Stream.of(RUN, SPEC, HEARD, CANCEL, COST)")),
          bug(
              "promise 9: a slot that comes free is taken at once",
              "9",
              "waits although it could start",
              "1",
              patch(
                  SCHEDULER + "Queues",
                  "all.add((runId, run, spec, outcome, turn) -> startWhoMay(turn));",
                  "")),
          bug(
              "promise 9: the owner with the fewest live runs is next",
              "9",
              "starts before",
              "9/15",
              patch(SCHEDULER + "Queues", ".thenComparingInt(Next::liveOfOwner)", "")),
          bug(
              "promise 9: who was asked for first is next",
              "9",
              "starts before",
              "9/19",
              patch(SCHEDULER + "Queues", ".thenComparingLong(Next::number)", "")),
          bug(
              "shared: the end of a run leaves the cluster to others",
              "12",
              "which has not ended",
              "12/18",
              patch(CLUSTER + "Teardown", "if (sharing == null) {", "if (why != null) {")),
          bug(
              "shared: who takes a lease ends the idle time",
              "12",
              "which has not ended",
              "9/2",
              patch(CLUSTER + "Lighting", "turn.disarm(SharedClusters.IDLE + id);", "")),
          bug(
              "shared: what nobody holds is put out after its idle time",
              "12",
              "nobody has held it",
              "9/1",
              patch(
                  CLUSTER + "Teardown",
                  "turn.arm(SharedClusters.IDLE + entry.clusterId(), turn.now().plus(sharing.idle()));",
                  "turn.disarm(SharedClusters.IDLE + entry.clusterId());")),
          bug(
              "shared: no more runs hold a cluster than may",
              "12",
              "which are too many",
              "9/9",
              patch(CLUSTER + "Sharing", "holders.size() < leases", "holders.size() <= leases")),
          bug(
              "shared: one that is put out takes no more",
              "12",
              "although it is put out",
              "11/2",
              patch(CLUSTER + "SharedClusters", ".filter(entry -> entry.phase().isWanted())", "")),
          bug(
              "existing: no more runs are live than may hold a standing cluster",
              "8",
              "is one too many of the runs on standing cluster",
              "4/15",
              patch(
                  SCHEDULER + "Slots",
                  "new Limit(onCluster(lane.existing(), lane.profile()), lane.leases()),",
                  "")),
          bug(
              "existing: a standing cluster is the same whatever its size is",
              "12",
              ", and so is",
              "4/7",
              patch(
                  CLUSTER + "SharedClusters",
                  "if (cluster.existing() != null) {",
                  "if (cluster.workers() < 0) {")),
          bug(
              "13: what is lit again for the same has another id",
              "12",
              "although it is put out",
              "4/9",
              patch(
                  CLUSTER + "SharedClusters",
                  ".reduce(turn.now().toEpochMilli(), Math::max);",
                  ".reduce(1L, Math::max);")),
          bug(
              "existing: a standing cluster is accepted as its profile says it is",
              "12",
              "is accepted for",
              "4/4",
              patch(SCHEDULER + "Admission", "return spec;", "return asked;")),
          bug(
              "22: what is put out is taken up by nobody",
              "15",
              "it was not left to that run",
              "38/15",
              patch(
                  CLUSTER + "Lingering",
                  ".filter(entry -> entry.phase() == LedgerEntry.Phase.LINGERING)",
                  "")),
          bug(
              "22: a cluster is kept after failures of the job's own alone",
              "15",
              "not the job's own",
              "23/19",
              patch(
                  "contracts/dev.mayfly.contracts.FailureClass",
                  "this == APPLICATION || this == OUT_OF_MEMORY",
                  "this != QUOTA")),
          bug(
              "22: a run that ends between two attempts ends when what lingered is gone",
              "4",
              "the end of its run is confirmed",
              "173/12",
              patch(
                  SCHEDULER + "Runs",
                  "        if (Lingering.isAny(runId, turn)) {",
                  "        if (how.outcome().isSuccess()) {")),
          bug(
              "promise 5: what was fired is remembered",
              "5",
              "was fired twice",
              "1",
              patch(SCHEDULER + "Schedules", "s.upTo(due.upTo(), null)", "s.upTo(s.upTo(), null)")),
          bug(
              "promise 5: what was fired ahead is remembered through changes",
              "5",
              "which was told as skipped",
              "8454",
              patch(SCHEDULER + "Schedules", ".fired(before.firedAhead(), turn.now())", "")),
          bug(
              "promise 5: what is lit ahead does not start before its tick",
              "2|5|10",
              "",
              "382/7",
              patch(
                  CLUSTER + "Leases",
                  "turn.isArmed(NOT_BEFORE + lease.name())",
                  "turn.now().equals(Instant.EPOCH)")),
          bug(
              "promise 5: a tick that cannot be handled stops none after it",
              "5",
              "neither fired nor told",
              "281",
              patch(SCHEDULER + "Schedules", "turn.arm(TICK + job, again);", "")),
          bug(
              "promise 5: what was due before a change is fired",
              "5",
              "neither fired nor told",
              "42/1",
              patch(SCHEDULER + "Schedules", "fire(job, before.schedule(), due, turn);", "")),
          bug(
              "promise 5: what is skipped is told",
              "5",
              "neither fired nor told",
              "106/4",
              patch(SCHEDULER + "Schedules", "tell(job, due, due.why(), turn);", "")),
          bug(
              "promise 5: a paused schedule fires nothing",
              "5",
              "while paused",
              "7/3",
              patch(
                  SCHEDULER + "Schedules",
                  "if (due == null || from.paused()) {",
                  "if (due == null) {")),
          bug(
              "promise 5: whoever asks for a tick asks for the same run",
              "5",
              "has two runs of",
              "36/2",
              patch(
                  SCHEDULER + "Acceptance",
                  "runId = RunIds.ofTick(job, schedule, whole.end());",
                  "runId = null;")),
          bug(
              "promise 5: a job follows only the ends that it names",
              "5",
              "where followed",
              "13/1",
              patch(
                  SCHEDULER + "Triggers",
                  "if (trigger.on().contains(outcome)) {",
                  "if (outcome != null) {")),
          bug(
              "promise 5: a back-fill keeps to its concurrency",
              "5",
              "live runs",
              "1",
              patch(
                  SCHEDULER + "Backfills",
                  "now.live().size() < now.concurrency()",
                  "now.live().size() <= now.concurrency()")),
          bug(
              "promise 16: what is deployed meanwhile does not touch a run",
              "16",
              "has another spec than the run",
              "5/1",
              patch(
                  SCHEDULER + "Runs",
                  "return turn.load(SPEC, runId)",
                  "return turn.load(SPEC, runId).map(s -> turn.load(SchedulerState.JOB, s.name())"
                      + ".map(d -> dev.mayfly.contracts.job.JobSpecReader.read(d.spec(),"
                      + " d.environment(), s.params(), java.util.Map.of(\"run.id\", runId)))"
                      + ".filter(dev.mayfly.contracts.job.JobSpecReader.Result.Valid.class::isInstance)"
                      + ".map(r -> ((dev.mayfly.contracts.job.JobSpecReader.Result.Valid) r).spec())"
                      + ".orElse(s))")),
          bug(
              "promise 6: a repetition says so",
              "6",
              "as if for the first time",
              "1/2",
              patch(
                  NOTIFIER + "Deliveries",
                  "delivery.waiting(true, null)",
                  "delivery.waiting(false, null)")),
          bug(
              "promise 10: a step starts after those it comes after",
              "10",
              "had succeeded",
              "1",
              patch(
                  SUBMIT + "StepResults",
                  "r != null && r.outcome().isSuccess()",
                  "r == null || r.outcome().isSuccess()")),
          bug(
              "promise 10: after a failure nothing starts",
              "10",
              "after it was said that",
              "2/3",
              patch(
                  SUBMIT + "StepResults",
                  "return spec.failsFast() ? failed : null;",
                  "return null;")),
          bug(
              "promise 10: the first that failed decides",
              "10",
              "not as the step that failed",
              "2/5",
              patch(SUBMIT + "StepResults", "return failed != null ? failed :", "return")),
          bug(
              "promise 10: what was stopped because of a failure decides nothing after a restart",
              "10",
              "not as the step that failed",
              "197",
              patch(
                  SUBMIT + "StepDriver",
                  "return unschedulable == null && ((DriverState.Ended) state).stopped();",
                  "return false;"),
              patch(SUBMIT + "AttemptLoop", "ended.sort(", "if (finished) ended.sort(")),
          bug(
              "promise 10: no more steps run than there are cores",
              "10",
              "each core",
              "2",
              patch(SUBMIT + "AttemptLoop", "&& running < cores", "")),
          bug(
              "promise 10: a step for which a value is missing is not started",
              "10",
              "was started with",
              "3/2",
              patch(SUBMIT + "AttemptLoop", "if (!faults.isEmpty()) {", "if (finished) {")),
          bug(
              "promise 10: what was reported does not become a reference to a secret",
              "10",
              "was started with",
              "10/6",
              patch(
                  "contracts/dev.mayfly.contracts.job.StepReferences",
                  "SecretReferences.begun(filled) > SecretReferences.begun(text)",
                  "text.isEmpty()")),
          bug(
              "promise 11: a budget bounds what a run may spend",
              "3",
              "its run's budget is spent",
              "3/8",
              patch(SCHEDULER + "Costs", "turn.arm(BUDGET + runId, at.plus(left));", "")),
          bug(
              "promise 13: a step that is kept is not run again",
              "13",
              "and has a driver for it",
              "15/2",
              patch(
                  SUBMIT + "StepResults",
                  "kept.forEach(step -> ended.put(step.step(), StepResult.of(step)));",
                  "")),
          bug(
              "promise 13: what a kept step reported reaches those after it",
              "10",
              "was refused and lacked nothing",
              "59/5",
              patch(
                  "contracts/dev.mayfly.contracts.event.StepResult", "kept.reported(),", "null,")),
          bug(
              "promise 13: what has succeeded is kept",
              "13",
              "again, which had succeeded in",
              "15/2",
              patch(
                  SCHEDULER + "Repairs",
                  "turn.save(PROGRESS, runId, before.with(attempt, succeeded));",
                  "")),
          bug(
              "promise 13: one repair of a run at a time",
              "13",
              "repairs",
              "28/5",
              patch(
                  SCHEDULER + "Repairs",
                  "turn.save(REPAIR, repaired.root(), new Repair(runId));",
                  "")),
          bug(
              "promise 13: a run that may still have a driver is not repaired",
              "13",
              "which may still have a driver",
              "56",
              patch(SCHEDULER + "Repairs", "if (Requests.isOpen(runId, turn)) {", "if (false) {")),
          bug(
              "promise 13: a repair that comes to nothing keeps what it had kept",
              "13",
              "had kept",
              "59/11",
              patch(
                  SCHEDULER + "SchedulerState",
                  "var all = new ArrayList<>(kept);",
                  "var all = new ArrayList<KeptStep>();")),
          bug(
              "promise 13: what a later attempt may have begun anew is not kept",
              "13",
              "keeps",
              "59/13",
              patch(
                  SCHEDULER + "SchedulerState",
                  "current == attempt ? succeeded : List.of()",
                  "succeeded")),
          bug(
              "11: it is looked again for what was not found",
              "14",
              "has long been there",
              "30/1",
              patch(
                  SCHEDULER + "Waits",
                  "turn.now().plus(times.lookForObject())",
                  "turn.now().plus(java.time.Duration.ofDays(9))")),
          bug(
              "promise 14: a run that waits is not queued",
              "14",
              "before there is",
              "16/1",
              patch(SCHEDULER + "Waits", "if (spec.waitFor().isEmpty()) {", "if (true) {")),
          bug(
              "promise 14: all that a run waits for must have been found",
              "14",
              "before there is",
              "16/1",
              patch(
                  SCHEDULER + "Waits",
                  "if (!after.missing().isEmpty()) {",
                  "if (after.missing().size() > 1) {")),
          bug(
              "promise 14: what was found is that of which it was said",
              "14",
              "before there is",
              "16/1",
              patch(
                  SCHEDULER + "SchedulerState",
                  "filter(w -> !found.contains(w.object()))",
                  "filter(w -> found.isEmpty())")),
          bug(
              "promise 14: a wait has a limit",
              "14",
              "longer than it may",
              "38/1",
              patch(SCHEDULER + "Waits", "turn.arm(LIMIT + runId, until);", "")),
          bug(
              "promise 14: the first limit that passes counts",
              "14",
              "longer than it may",
              "149/1",
              patch(
                  SCHEDULER + "SchedulerState",
                  "missing.stream().min(Comparator",
                  "missing.stream().max(Comparator")),
          bug(
              "17: what was assigned is known before a driver starts",
              "2",
              "",
              "496/18",
              patch(SUBMIT + "AttemptLoop", "readToEnd.run();", "")),
          bug(
              "shared: a place is another's only when its driver cannot live any more",
              "12",
              "has drivers of",
              "322",
              patch(
                  CLUSTER + "Leases",
                  "if (lease.submitter() == null) {",
                  "if (lease.attempt() > 0) {")),
          bug(
              "promise 11: what earlier attempts took is spent",
              "3",
              "its run's budget is spent",
              "1044",
              patch(SCHEDULER + "Costs", "before.paid(), perHour", "Duration.ZERO, perHour")));

  /** The same; so few seeds show them that they are looked for only when asked for. */
  static final List<Bug> RARE =
      List.of(
          bug(
              "7: a run ends when that its cluster starts cannot be handled",
              "3",
              "budget is spent",
              "3223/20/RETRY_KEEPS_ITS_CLUSTER",
              patch(
                  SCHEDULER + "SchedulerDecision",
                  "starting(about).ifPresent(e -> runs.add(e.runId()));",
                  "")),
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
              "15: a look at what is gone that failed is repeated soon",
              "3",
              "has called it gone",
              "13196/20",
              patch(
                  CLUSTER + "Commands",
                  "lookAgain(next, turn);",
                  "if (next.phase() == LedgerEntry.Phase.WATCHED) { lookSeldom(next, turn); } else {"
                      + " lookAgain(next, turn); }")),
          bug(
              "18: what a submitter would not start no later life of it starts",
              "2",
              "was given up",
              "23965/20",
              patch(
                  SUBMIT + "AttemptLoop",
                  "driver.refuse(",
                  "results.add(Stop.unstarted(step.name(), Outcome.FAILED,"
                      + " FailureClass.INFRASTRUCTURE, \"\", now), now); if (results.areComplete() && !results.areComplete())"
                      + " driver.refuse(")),
          bug(
              "promise 5: a tick is given up when it is due, and not before",
              "5",
              "neither fired nor told",
              "11685/19",
              patch(
                  SCHEDULER + "Schedules",
                  "if (turn.now().isBefore(due)) {",
                  "if (topics == null) {")),
          bug(
              "20: the proof waits for what was said before the teardown",
              "2",
              "was given up",
              "1",
              patch(SCHEDULER + "Runs", "lapse.isBefore(soon) ? soon : lapse", "lapse")));

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
