package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.RunQueued;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillCompleted;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillStarted;
import dev.mayfly.contracts.event.ScheduleEvent.DeployAccepted;
import dev.mayfly.contracts.event.ScheduleEvent.DeployRejected;
import dev.mayfly.contracts.event.ScheduleEvent.TicksSkipped;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Effects;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The clock of the driver begins at 12:00 UTC; what the decision asks for itself is handed to it.
 */
class DeployedJobsTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final String LETTERS = TOPICS.deadLetters("scheduler");
  private static final String HOURLY = "'schedule': {'every': '1h'}";
  private static final Instant ONE = Instant.parse("2026-03-01T13:00:00Z");
  private static final Instant TWO = Instant.parse("2026-03-01T14:00:00Z");

  private final DecisionDriver scheduler = new DecisionDriver(sound(), LETTERS);
  private int handed;

  private static SchedulerDecision sound() {
    return new SchedulerDecision(TOPICS, Times.DEFAULT);
  }

  @BeforeEach
  void announce() {
    scheduler.event(TOPICS.profiles(), "local", BadInput.profile(scheduler.now()));
  }

  @Nested
  class Deploying {

    @Test
    void aGoodJobIsAcceptedWithItsRevisionAndItsNextTick() {
      deploy("birds", HOURLY);
      DeployAccepted accepted = scheduler.only(DeployAccepted.class);
      assertThat(accepted.job()).isEqualTo("birds");
      assertThat(accepted.revision()).matches("[0-9a-f]{12}");
      assertThat(accepted.nextTick()).isEqualTo(ONE);
      assertThat(accepted.schedule()).contains("every");
      assertThat(accepted.paused()).isFalse();
    }

    @Test
    void theThreeFormsOfTheInboxAndTheSpecAloneAreRead() {
      String spec = spec("birds", "");
      bare("birds", "{'spec': " + spec + ", 'deployedBy': 'ana'}");
      bare("birds", "{'type': 'JobDeployed', 'spec': " + spec + ", 'deployedBy': 'bo'}");
      bare("birds", spec);
      bare(
          "birds",
          "{'specversion': '1.0', 'id': '1', 'source': '/x', 'type': 'dev.mayfly.JobDeployed',"
              + " 'data': {'spec': "
              + spec
              + ", 'deployedBy': 'cy'}}");
      assertThat(scheduler.all(DeployAccepted.class))
          .extracting(DeployAccepted::deployedBy)
          .containsExactly("ana", "bo", null, "cy");
      assertThat(scheduler.all(DeployAccepted.class))
          .extracting(DeployAccepted::revision)
          .containsOnly(scheduler.all(DeployAccepted.class).get(0).revision());
    }

    @Test
    void aBadOneIsRejectedWithItsFaultsAndWhatWasDeployedBeforeStays() {
      deploy("birds", "");
      deploy("birds", "'cluster': {'workers': -1}");
      DeployRejected rejected = scheduler.only(DeployRejected.class);
      assertThat(rejected.faults()).extracting(Fault::path).containsExactly("cluster.workers");
      request("{'job': 'birds'}");
      assertThat(scheduler.only(JobAccepted.class).revision())
          .isEqualTo(scheduler.only(DeployAccepted.class).revision());
    }

    @Test
    void theKeyIsTheNameOfTheJob() {
      bare("bees", "{'spec': " + spec("birds", "") + "}");
      assertThat(faults())
          .containsExactly("name: 'birds' is not the key of its record, which is bees");
    }

    @Test
    void whatCannotBeReadIsADeadLetter() {
      bare("birds", "not json");
      bare("birds", "{'type': 'JobRequested', 'spec': {}}");
      bare("birds", "{'deployedBy': 'ana'}");
      scheduler.bare(TOPICS.jobs(), "{}");
      assertThat(letters())
          .satisfiesExactly(
              r -> assertThat(r).contains("not JSON"),
              r -> assertThat(r).contains("'JobRequested' is not a deployment"),
              r -> assertThat(r).contains("the JobDeployed cannot be read: spec: missing"),
              r -> assertThat(r).contains("no key"));
      assertThat(scheduler.all(DeployRejected.class)).isEmpty();
    }

    @Test
    void aParamThatATemplateNamesHasADefault() {
      deploy("birds", "'owner': '{{ params.who }}'");
      assertThat(faults().get(0)).startsWith("owner: ");
    }

    @Test
    void aDecisionThatFailsOnAJobChangesNothingAndEndsNobodysRun() {
      deploy("birds", HOURLY);
      request("{'runId': 'birds', 'job': 'birds'}");
      scheduler.restart(FailsOn.records(sound(), TOPICS.jobs()));
      scheduler.record(TOPICS.jobs(), "birds", Map.of(), null, scheduler.now());
      scheduler.restart(sound());
      assertThat(letters()).hasSize(1);
      assertThat(scheduler.stateKeys("run/")).containsExactly("run/birds");
      assertThat(scheduler.stateKeys("job/")).containsExactly("job/birds");
    }
  }

  @Nested
  class Requesting {

    @Test
    void aRequestMayNameAJobWithParamsAndAnEnvironment() {
      deploy(
          "birds",
          "'params': {'a': '1', 'b': '2'}, 'environments': {'dev': {'owner': 'dev'}, 'prod':"
              + " {'owner': 'prod'}}",
          ", 'environment': 'dev'");
      request("{'runId': 'r1', 'job': 'birds', 'params': {'b': '3'}}");
      request("{'runId': 'r2', 'job': 'birds', 'environment': 'prod'}");
      List<JobAccepted> accepted = scheduler.all(JobAccepted.class);
      assertThat(accepted.get(0).spec().params()).isEqualTo(Map.of("a", "1", "b", "3"));
      assertThat(accepted.get(0).spec().owner()).isEqualTo("dev");
      assertThat(accepted.get(1).spec().owner()).isEqualTo("prod");
      assertThat(accepted.get(0).tick()).isNull();
    }

    @Test
    void anUnknownJobIsRejectedWithTheNameThatWasMeant() {
      deploy("birds", "");
      request("{'job': 'brids'}");
      assertThat(scheduler.only(JobRejected.class).faults().get(0))
          .hasToString("job: 'brids' is not the name of a deployed job; did you mean birds?");
    }

    @Test
    void anUndeployedJobIsUnknown() {
      deploy("birds", "");
      tombstone("birds");
      request("{'job': 'birds'}");
      assertThat(scheduler.only(JobRejected.class).faults().get(0).path()).isEqualTo("job");
      assertThat(scheduler.stateKeys("job/")).isEmpty();
    }

    @Test
    void aRunKeepsWhatItWasAcceptedWith() {
      deploy("birds", "'retry': {'attempts': 2}");
      request("{'runId': 'r1', 'job': 'birds'}");
      deploy("birds", "'owner': 'other'");
      tombstone("birds");
      assertThat(scheduler.only(AttemptStarted.class).spec().owner()).isNull();
      completes("r1", Outcome.SUCCEEDED);
      assertThat(scheduler.only(RunCompleted.class).owner()).isNull();
    }

    @Test
    void aTickIsCompletedFromTheSchedule() {
      deploy("birds", "'schedule': {'every': '1h', 'overlap': 'allow'}");
      deploy("bees", "");
      request("{'runId': 'r1', 'job': 'birds', 'tick': {'end': '2026-02-01T05:00:00Z'}}");
      request("{'runId': 'r2', 'job': 'birds', 'tick': {'start': '2026-02-01T05:00:00Z'}}");
      request("{'runId': 'r3', 'job': 'bees', 'tick': {'end': '2026-02-01T05:00:00Z'}}");
      assertThat(scheduler.all(JobAccepted.class))
          .extracting(JobAccepted::tick)
          .containsExactly(
              tick("2026-02-01T04:00:00Z", "2026-02-01T05:00:00Z"),
              tick("2026-02-01T05:00:00Z", "2026-02-01T06:00:00Z"),
              tick("2026-01-31T05:00:00Z", "2026-02-01T05:00:00Z"));
    }

    @Test
    void templatesTellTheTick() {
      deploy("birds", HOURLY + ", 'owner': 'o-{{ tick.date.minus.7d }}'");
      request("{'runId': 'r1', 'job': 'birds', 'tick': {'end': '2026-03-01T01:00:00Z'}}");
      assertThat(scheduler.only(JobAccepted.class).spec().owner()).isEqualTo("o-2026-02-22");
      request("{'runId': 'r2', 'job': 'birds'}");
      assertThat(scheduler.only(JobRejected.class).faults().get(0).toString()).contains("tick");
    }

    @Test
    void whoeverAsksForATickAsksForTheSameRun() {
      deploy("birds", HOURLY);
      request("{'job': 'birds', 'tick': '2026-03-01T13:00:00Z', 'requestedBy': 'airflow'}");
      String outside = scheduler.only(JobAccepted.class).runId();
      passAndHand(Duration.ofHours(1));
      assertThat(requested()).extracting(JobRequested::runId).containsExactly(outside);
      request("{'job': 'birds', 'tick': {'start': '2026-03-01T12:00:00Z'}}");
      assertThat(scheduler.all(JobAccepted.class)).hasSize(1);
      assertThat(letters()).isEmpty();
      request("{'job': 'birds', 'tick': '2026-03-01T13:00:00Z', 'params': {'a': '1'}}");
      assertThat(letters().get(0)).contains("another payload");
    }

    @Test
    void aJobThatWaitsForTheFirstProfileIsResolvedWhenItComes() {
      var fresh = new DecisionDriver(sound(), LETTERS);
      fresh.record(TOPICS.jobs(), "birds", Map.of(), bytes(spec("birds", HOURLY)), fresh.now());
      fresh.bare(TOPICS.requests(), text("{'job': 'birds', 'tick': '2026-03-01T11:00:00Z'}"));
      assertThat(fresh.all(JobAccepted.class)).isEmpty();
      fresh.event(TOPICS.profiles(), "local", BadInput.profile(fresh.now()));
      assertThat(fresh.only(JobAccepted.class).tick())
          .isEqualTo(tick("2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"));
    }
  }

  @Nested
  class Ticking {

    @Test
    void aTickBecomesOneRequestWithItsInterval() {
      deploy("birds", HOURLY);
      scheduler.pass(Duration.ofMinutes(59));
      assertThat(requested()).isEmpty();
      passAndHand(Duration.ofMinutes(90));
      assertThat(requested())
          .extracting(r -> Objects.requireNonNull(r.tick()).end())
          .containsExactly(ONE, TWO);
      JobAccepted accepted = scheduler.all(JobAccepted.class).get(0);
      assertThat(accepted.tick()).isEqualTo(tick("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z"));
      assertThat(accepted.requestedBy()).isEqualTo("schedule");
      assertThat(accepted.revision()).isEqualTo(scheduler.only(DeployAccepted.class).revision());
    }

    @Test
    void anUnchangedRedeploymentNeitherLosesNorRepeatsATick() {
      deploy("birds", HOURLY);
      scheduler.pass(Duration.ofMinutes(60));
      deploy("birds", HOURLY);
      deploy("birds", HOURLY + ", 'owner': 'other'");
      assertThat(dues()).containsExactly(ONE);
      scheduler.outage(Duration.ofMinutes(60));
      deploy("birds", HOURLY);
      scheduler.pass(Duration.ZERO);
      assertThat(dues()).containsExactly(ONE, TWO);
    }

    @Test
    void aChangedScheduleFiresWhatWasDueBeforeTheChange() {
      deploy("birds", HOURLY);
      scheduler.outage(Duration.ofMinutes(60));
      deploy("birds", "'schedule': {'every': '7h'}");
      assertThat(dues()).containsExactly(ONE);
      assertThat(scheduler.all(DeployAccepted.class).get(1).nextTick())
          .isEqualTo(Instant.parse("2026-03-01T19:00:00Z"));
      scheduler.pass(Duration.ofHours(6));
      assertThat(dues()).hasSize(2);
    }

    @Test
    void anUndeployedJobFiresNothingAndWhatItStillOwedIsTold() {
      deploy("birds", HOURLY);
      scheduler.outage(Duration.ofMinutes(130));
      tombstone("birds");
      scheduler.pass(Duration.ofHours(3));
      assertThat(requested()).isEmpty();
      TicksSkipped skipped = scheduler.only(TicksSkipped.class);
      assertThat(skipped.why()).isEqualTo("undeployed");
      assertThat(skipped.first()).isEqualTo(ONE);
      assertThat(skipped.last()).isEqualTo(TWO);
      assertThat(skipped.count()).isEqualTo(2);
      assertThat(scheduler.stateKeys("engine.timer/tick/")).isEmpty();
    }

    @Test
    void aPausedJobFiresNothingAndSaysSoWhenItIsResumed() {
      deploy("birds", HOURLY);
      deploy("birds", HOURLY, ", 'paused': true");
      assertThat(scheduler.all(DeployAccepted.class).get(1).nextTick()).isNull();
      scheduler.pass(Duration.ofMinutes(150));
      assertThat(requested()).isEmpty();
      deploy("birds", HOURLY);
      TicksSkipped skipped = scheduler.only(TicksSkipped.class);
      assertThat(skipped.why()).isEqualTo("paused");
      assertThat(skipped.count()).isEqualTo(2);
      scheduler.pass(Duration.ofMinutes(30));
      assertThat(dues()).containsExactly(Instant.parse("2026-03-01T15:00:00Z"));
    }

    @Test
    void aPauseCountsFromWhenItWasAskedFor() {
      deploy("birds", HOURLY);
      scheduler.outage(Duration.ofMinutes(130));
      Instant asked = ONE.plusSeconds(60);
      String paused = "{'paused': true, 'spec': " + spec("birds", HOURLY) + "}";
      scheduler.record(TOPICS.jobs(), "birds", Map.of(), bytes(paused), asked);
      assertThat(dues()).containsExactly(ONE);
      assertThat(scheduler.all(TicksSkipped.class)).isEmpty();
      deploy("birds", HOURLY);
      assertThat(scheduler.only(TicksSkipped.class).first()).isEqualTo(TWO);
    }

    @Test
    void afterAnOutageTheNewestMissedTickFiresAndTheOthersAreTold() {
      deploy("birds", HOURLY);
      scheduler.outage(Duration.ofMinutes(200));
      scheduler.pass(Duration.ZERO);
      assertThat(dues()).containsExactly(Instant.parse("2026-03-01T15:00:00Z"));
      TicksSkipped skipped = scheduler.only(TicksSkipped.class);
      assertThat(skipped.count()).isEqualTo(2);
      assertThat(skipped.why()).contains("latest");
    }

    @Test
    void aScheduleThatIsOverFiresNothingMore() {
      deploy("birds", "'schedule': {'at': ['2026-03-01T13:00:00Z']}");
      scheduler.pass(Duration.ofDays(30));
      assertThat(dues()).containsExactly(ONE);
      assertThat(scheduler.stateKeys("engine.timer/tick/")).isEmpty();
    }

    @Test
    void aTickThatCannotBeHandledIsToldAndTheNextFires() {
      deploy("birds", HOURLY);
      request("{'runId': 'birds', 'job': 'birds'}");
      scheduler.restart(FailsOn.timers(sound(), Schedules.TICK));
      scheduler.pass(Duration.ofHours(1));
      scheduler.restart(sound());
      assertThat(scheduler.only(TicksSkipped.class).first()).isEqualTo(ONE);
      assertThat(scheduler.stateKeys("run/")).containsExactly("run/birds");
      scheduler.pass(Duration.ofHours(1));
      assertThat(dues()).containsExactly(TWO);
    }

    @Test
    void aTicksRunIsRejectedWhileThatOfTheTickBeforeHasNotEnded() {
      deploy("birds", HOURLY);
      request("{'runId': 'by-hand', 'job': 'birds'}");
      passAndHand(Duration.ofHours(2));
      String first = scheduler.all(JobAccepted.class).get(1).runId();
      assertThat(scheduler.only(JobRejected.class).faults().get(0))
          .hasToString(
              "tick: '2026-03-01T14:00:00Z' is not run, since run "
                  + first
                  + " has not ended and overlap is skip");
      completes(first, Outcome.FAILED);
      passAndHand(Duration.ofHours(1));
      assertThat(scheduler.all(JobAccepted.class)).hasSize(3);
    }

    @Test
    void ticksRunBesideEachOtherWhereThatIsAllowed() {
      deploy("birds", "'schedule': {'every': '1h', 'overlap': 'allow'}");
      passAndHand(Duration.ofHours(2));
      assertThat(scheduler.all(JobAccepted.class)).hasSize(2);
    }

    @Test
    void aTicksRunWaitsForTheOthersWhereItIsToQueue() {
      deploy("birds", "'schedule': {'every': '1h', 'overlap': 'queue'}");
      passAndHand(Duration.ofHours(2));
      assertThat(scheduler.all(JobAccepted.class)).hasSize(2);
      RunQueued queued = scheduler.only(RunQueued.class);
      assertThat(queued.runId()).isEqualTo(scheduler.all(JobAccepted.class).get(1).runId());
      completes(scheduler.all(JobAccepted.class).get(0).runId(), Outcome.FAILED);
      assertThat(started()).contains(queued.runId());
    }

    @Test
    void theRunBeforeIsCancelledAndItsEndWaitedForWhereThatIsAsked() {
      deploy("birds", "'schedule': {'every': '1h', 'overlap': 'cancel-previous'}");
      passAndHand(Duration.ofHours(2));
      List<JobAccepted> accepted = scheduler.all(JobAccepted.class);
      assertThat(scheduler.only(AttemptStopping.class).detail())
          .isEqualTo("overlap is cancel-previous, and tick 2026-03-01T14:00:00Z is due");
      assertThat(started()).containsExactly(accepted.get(0).runId());
      stopped(accepted.get(0).runId());
      assertThat(scheduler.only(RunCompleted.class).outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(started()).containsExactly(accepted.get(0).runId(), accepted.get(1).runId());
    }

    @Test
    void aRunThatStillWaitsIsCancelledToo() {
      deploy("birds", "'schedule': {'every': '10m', 'overlap': 'cancel-previous'}");
      scheduler.pass(Duration.ofMinutes(10));
      hand();
      scheduler.pass(Duration.ofMinutes(10));
      hand();
      scheduler.pass(Duration.ofMinutes(1));
      request("{'job': 'birds', 'tick': '2026-03-01T12:21:00Z'}");
      List<JobAccepted> accepted = scheduler.all(JobAccepted.class);
      assertThat(scheduler.only(RunCompleted.class).runId()).isEqualTo(accepted.get(1).runId());
      stopped(accepted.get(0).runId());
      assertThat(started()).containsExactly(accepted.get(0).runId(), accepted.get(2).runId());
    }
  }

  @Nested
  class Triggering {
    private static final String AFTER_RAW = "'trigger': {'job': 'raw', 'on': ['SUCCEEDED']}";

    @Test
    void aJobRunsWhenARunOfTheOneItFollowsHasEndedSo() {
      deploy("raw", HOURLY);
      deploy("birds", AFTER_RAW);
      passAndHand(Duration.ofHours(1));
      completes(scheduler.only(JobAccepted.class).runId(), Outcome.SUCCEEDED);
      hand();
      JobAccepted followed = scheduler.all(JobAccepted.class).get(1);
      assertThat(followed.spec().name()).isEqualTo("birds");
      assertThat(followed.requestedBy()).isEqualTo("trigger");
      assertThat(followed.tick()).isEqualTo(tick("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z"));
    }

    @Test
    void otherEndsAndRunsOfASpecWithTheSameNameAreNotFollowed() {
      deploy("raw", "");
      deploy("birds", AFTER_RAW);
      request("{'runId': 'r1', 'job': 'raw'}");
      request("{'runId': 'r2', 'spec': " + spec("raw", "") + "}");
      completes("r1", Outcome.FAILED);
      completes("r2", Outcome.SUCCEEDED);
      assertThat(requested()).isEmpty();
    }

    @Test
    void whatIsNoLongerFollowedTriggersNothing() {
      deploy("raw", "");
      deploy("birds", AFTER_RAW);
      deploy("bees", AFTER_RAW);
      deploy("birds", "");
      tombstone("bees");
      request("{'runId': 'r1', 'job': 'raw'}");
      completes("r1", Outcome.SUCCEEDED);
      assertThat(requested()).isEmpty();
      assertThat(scheduler.stateKeys("trigger/")).isEmpty();
    }

    @Test
    void aJobDoesNotFollowItselfAlsoOverOthers() {
      deploy("raw", "'trigger': {'job': 'birds'}");
      deploy("sums", AFTER_RAW);
      deploy("birds", "'trigger': {'job': 'sums'}");
      assertThat(faults())
          .containsExactly(
              "trigger.job: 'sums after raw after birds' is not a job that does not follow birds"
                  + " itself");
      deploy("birds", "'trigger': {'job': 'birds'}");
      assertThat(scheduler.all(DeployRejected.class)).hasSize(2);
    }
  }

  @Nested
  class Filling {
    private static final String DAY =
        "'from': '2026-02-01T00:00:00Z', 'to': '2026-02-01T05:00:00Z'";

    @Test
    void everyTickOfTheSpanRunsOldestFirstSoManyAtATime() {
      deploy("birds", HOURLY);
      backfill(DAY + ", 'concurrency': 2, 'params': {'a': '{{ tick.end }}'}");
      hand();
      BackfillStarted started = scheduler.only(BackfillStarted.class);
      assertThat(started.ticks()).isEqualTo(5);
      for (int i = 0; i < 5; i++) {
        assertThat(scheduler.all(JobAccepted.class)).hasSize(Math.min(5, i + 2));
        assertThat(scheduler.all(BackfillCompleted.class)).isEmpty();
        JobAccepted run = scheduler.all(JobAccepted.class).get(i);
        String due = "2026-02-01T0" + i + ":00:00Z";
        assertThat(Objects.requireNonNull(run.tick()).end()).hasToString(due);
        assertThat(run.spec().params()).containsEntry("a", due);
        completes(run.runId(), i == 0 ? Outcome.FAILED : Outcome.SUCCEEDED);
        hand();
      }
      BackfillCompleted completed = scheduler.only(BackfillCompleted.class);
      assertThat(completed.succeeded()).isEqualTo(4);
      assertThat(completed.failed()).isEqualTo(1);
      assertThat(scheduler.stateKeys("backfill/")).isEmpty();
      assertThat(scheduler.stateKeys("part/")).isEmpty();
    }

    @Test
    void itIsApartFromTheOverlapOfTicks() {
      deploy("birds", HOURLY);
      backfill(DAY);
      passAndHand(Duration.ofHours(1));
      assertThat(scheduler.all(JobAccepted.class))
          .extracting(JobAccepted::requestedBy)
          .containsExactlyInAnyOrder("backfill", "schedule");
    }

    @Test
    void aCancelEndsItsRunsAndBeginsNoMore() {
      deploy("birds", HOURLY);
      backfill(DAY + ", 'id': 'b1', 'concurrency': 2");
      hand();
      List<JobAccepted> runs = scheduler.all(JobAccepted.class);
      completes(runs.get(0).runId(), Outcome.SUCCEEDED);
      // one runs, one is asked for and not accepted yet
      request("{'type': 'RunCancelRequested', 'runId': 'b1'}");
      hand();
      stopped(runs.get(1).runId());
      scheduler.pass(Duration.ofMinutes(20));
      BackfillCompleted completed = scheduler.only(BackfillCompleted.class);
      assertThat(completed.ticks()).isEqualTo(5);
      assertThat(completed.succeeded()).isEqualTo(1);
      assertThat(completed.failed()).isEqualTo(2);
    }

    @Test
    void aCancelThatOvertakesItStillHolds() {
      deploy("birds", HOURLY);
      request("{'type': 'RunCancelRequested', 'runId': 'b1'}");
      backfill(DAY + ", 'id': 'b1'");
      assertThat(scheduler.only(BackfillCompleted.class).succeeded()).isZero();
      assertThat(requested()).isEmpty();
    }

    @Test
    void itBeginsNoMoreWhenItsJobIsUndeployed() {
      deploy("birds", HOURLY);
      backfill(DAY);
      hand();
      tombstone("birds");
      completes(scheduler.only(JobAccepted.class).runId(), Outcome.SUCCEEDED);
      assertThat(scheduler.only(BackfillCompleted.class).succeeded()).isEqualTo(1);
    }

    @Test
    void aRunThatIsNotAcceptedCountsAsFailed() {
      deploy("birds", HOURLY + ", 'cluster': {'profile': 'moon'}");
      backfill(DAY);
      for (int i = 0; i < 5; i++) {
        hand();
      }
      assertThat(scheduler.only(BackfillCompleted.class).failed()).isEqualTo(5);
    }

    @Test
    void theSameAgainIsTheSame() {
      deploy("birds", HOURLY);
      backfill(DAY + ", 'id': 'b1'");
      backfill(DAY + ", 'id': 'b1'");
      assertThat(scheduler.all(BackfillStarted.class)).hasSize(1);
    }

    @Test
    void whatCannotBeFilledIsRejected() {
      deploy("bees", "");
      deploy("birds", HOURLY);
      deploy("ticks", "'schedule': {'every': '1s'}");
      request("{'type': 'BackfillRequested', 'job': 'bird', " + DAY + "}");
      request("{'type': 'BackfillRequested', 'job': 'bees', " + DAY + "}");
      request("{'type': 'BackfillRequested', 'job': 'ticks', " + DAY + "}");
      backfill("'from': '2026-02-01T00:00:00Z', 'to': '2026-03-02T00:00:00Z'");
      assertThat(scheduler.all(JobRejected.class))
          .extracting(r -> r.faults().get(0).toString())
          .containsExactly(
              "job: 'bird' is not the name of a deployed job; did you mean birds?",
              "job: 'bees' is not a job with a schedule, whose ticks could be run",
              "from: '2026-02-01T00:00:00Z to 2026-02-01T05:00:00Z' is not a span of at most 10000"
                  + " ticks",
              "to: '2026-03-02T00:00:00Z' is not a time that has come; it is"
                  + " 2026-03-01T12:00:00Z");
      assertThat(scheduler.all(BackfillStarted.class)).isEmpty();
    }
  }

  @Nested
  class StartingAtTheTick {
    private static final String ON_THE_HOUR = "'schedule': {'every': '1h', 'startAtTick': true}";

    @Test
    void theTickFiresAheadByWhatClustersOfTheProfileLatelyTook() {
      tookToStart(Duration.ofSeconds(90));
      deploy("birds", ON_THE_HOUR);
      passTo(ONE.minusSeconds(90).minusMillis(1));
      assertThat(requested()).isEmpty();
      passTo(ONE.minusSeconds(90));
      assertThat(dues()).containsExactly(ONE);
      assertThat(lastAttempt().notBefore()).isEqualTo(ONE);
    }

    @Test
    void whileNothingIsKnownOfTheProfileItFiresWhenItIsDue() {
      deploy("birds", ON_THE_HOUR);
      passTo(ONE.minusMillis(1));
      assertThat(requested()).isEmpty();
      passTo(ONE);
      assertThat(lastAttempt().notBefore()).isNull();
    }

    @Test
    void whatIsLearntBeforeATickCountsForIt() {
      deploy("birds", ON_THE_HOUR);
      passTo(ONE.minusSeconds(1200));
      tookToStart(Duration.ofMinutes(10));
      passTo(ONE.minusSeconds(300));
      assertThat(requested()).isEmpty();
      passTo(ONE);
      passTo(TWO.minusSeconds(600));
      assertThat(dues()).containsExactly(ONE, TWO);
    }

    @Test
    void aTickThatWasFiredAheadIsNotFiredAgainByAChangedSchedule() {
      tookToStart(Duration.ofMinutes(10));
      deploy("birds", ON_THE_HOUR);
      passTo(ONE.minusSeconds(600));
      deploy("birds", "'schedule': {'every': '5m'}");
      passTo(ONE.plusSeconds(300));
      assertThat(dues()).containsExactly(ONE, ONE.plusSeconds(300));
      TicksSkipped told = scheduler.only(TicksSkipped.class);
      assertThat(told.first()).isEqualTo(ONE.minusSeconds(300));
      assertThat(told.count()).isEqualTo(1);
    }

    @Test
    void aTickThatWasFiredAheadBeforeTwoChangesIsNotToldAsSkipped() {
      tookToStart(Duration.ofMinutes(10));
      deploy("birds", ON_THE_HOUR);
      passTo(ONE.minusSeconds(600));
      Instant other = ONE.plusSeconds(60);
      deploy("birds", "'schedule': {'at': ['" + other + "'], 'startAtTick': true}");
      passTo(other.minusSeconds(600));
      deploy("birds", ON_THE_HOUR);
      passTo(TWO.minusSeconds(600));
      assertThat(dues()).containsExactly(ONE, other, TWO);
      assertThat(scheduler.all(TicksSkipped.class)).isEmpty();
    }

    @Test
    void aTickThatCannotBeHandledAheadIsTriedAgainUntilItIsDue() {
      tookToStart(Duration.ofMinutes(10));
      deploy("birds", ON_THE_HOUR);
      scheduler.restart(FailsOn.timers(sound(), Schedules.TICK));
      passTo(ONE.minusSeconds(300));
      scheduler.restart(sound());
      passTo(ONE.minusSeconds(270));
      assertThat(dues()).containsExactly(ONE);

      scheduler.restart(FailsOn.timers(sound(), Schedules.TICK));
      passTo(TWO.minusMillis(1));
      assertThat(scheduler.all(TicksSkipped.class)).isEmpty();
      passTo(TWO);
      assertThat(scheduler.only(TicksSkipped.class).first()).isEqualTo(TWO);
    }

    @Test
    void noTickOfAChangedScheduleIsLostToOneThatCouldNotBeHandledAhead() {
      tookToStart(Duration.ofMinutes(10));
      deploy("birds", ON_THE_HOUR);
      scheduler.restart(FailsOn.timers(sound(), Schedules.TICK));
      passTo(ONE.minusSeconds(600));
      scheduler.restart(sound());
      deploy("birds", "'schedule': {'every': '5m'}");
      passTo(ONE.plusSeconds(300));
      assertThat(dues()).containsExactly(ONE.minusSeconds(300), ONE, ONE.plusSeconds(300));
    }

    @Test
    void aTickOfTheFarFutureThatIsAskedForByHandStartsAtOnce() {
      deploy("birds", ON_THE_HOUR);
      request("{'job': 'birds', 'tick': '2026-03-01T20:00:00Z'}");
      assertThat(lastAttempt().notBefore()).isNull();
    }

    private void tookToStart(Duration took) {
      request("{'runId': 'measured', 'spec': " + spec("measured", "") + "}");
      Instant from = scheduler.now().minus(took);
      scheduler.event(
          TOPICS.clusters(), "c", new ClusterStarting("c", "measured", 1, "local", 1, from));
      scheduler.event(
          TOPICS.clusters(),
          "c",
          new ClusterReady(
              "c", "measured", 1, new ClusterEndpoints("spark://c", null), scheduler.now()));
    }

    private void passTo(Instant at) {
      scheduler.pass(Duration.between(scheduler.now(), at));
      hand();
    }

    private AttemptStarted lastAttempt() {
      List<AttemptStarted> all = scheduler.all(AttemptStarted.class);
      return all.get(all.size() - 1);
    }
  }

  private void deploy(String name, String fields) {
    deploy(name, fields, "");
  }

  private void deploy(String name, String fields, String more) {
    bare(name, "{'spec': " + spec(name, fields) + more + "}");
  }

  private void tombstone(String name) {
    scheduler.record(TOPICS.jobs(), name, Map.of(), null, scheduler.now());
  }

  private void bare(String key, String json) {
    scheduler.record(TOPICS.jobs(), key, Map.of(), bytes(json), scheduler.now());
  }

  private void backfill(String fields) {
    request("{'type': 'BackfillRequested', 'job': 'birds', " + fields + "}");
  }

  private void request(String json) {
    scheduler.bare(TOPICS.requests(), text(json));
  }

  private static String spec(String name, String fields) {
    return "{'name': '"
        + name
        + "', 'steps': [{'name': 's', 'application': 's3a://jobs/a.jar', 'mainClass': 'A'}]"
        + (fields.isEmpty() ? "" : ", " + fields)
        + "}";
  }

  private static String text(String json) {
    return json.replace('\'', '"');
  }

  private static byte[] bytes(String json) {
    return text(json).getBytes(StandardCharsets.UTF_8);
  }

  /** What it has asked for itself comes back to it, as from the inbox. */
  private void hand() {
    List<Effects.Outgoing> asked = scheduler.on(TOPICS.requests());
    for (Effects.Outgoing r : asked.subList(handed, asked.size())) {
      scheduler.record(r.topic(), r.key(), r.headers(), r.value(), scheduler.now());
    }
    handed = asked.size();
  }

  private void passAndHand(Duration time) {
    for (long halves = time.dividedBy(Duration.ofMinutes(30)); halves > 0; halves--) {
      scheduler.pass(Duration.ofMinutes(30));
      hand();
    }
  }

  private List<JobRequested> requested() {
    return scheduler.on(TOPICS.requests()).stream()
        .map(r -> Json.read(Objects.requireNonNull(r.value()), JobRequested.class))
        .toList();
  }

  private List<@Nullable Instant> dues() {
    return requested().stream().map(r -> Objects.requireNonNull(r.tick()).end()).toList();
  }

  private List<String> faults() {
    return scheduler.all(DeployRejected.class).get(0).faults().stream()
        .map(Fault::toString)
        .toList();
  }

  private List<String> letters() {
    return scheduler.on(LETTERS).stream()
        .map(r -> String.valueOf(r.headers().get("mayfly_reason")))
        .toList();
  }

  private void completes(String runId, Outcome outcome) {
    String id = "mf-" + runId;
    scheduler.event(
        TOPICS.clusters(), id, new ClusterStarting(id, runId, 1, "local", 1, scheduler.now()));
    scheduler.event(
        TOPICS.steps(),
        runId,
        new JobFinished(runId, 1, id, outcome, null, null, Summary.EMPTY, scheduler.now()));
    stopped(runId);
  }

  private void stopped(String runId) {
    String id = "mf-" + runId;
    scheduler.event(TOPICS.clusters(), id, new ClusterStopped(id, runId, 1, scheduler.now()));
  }

  private List<String> started() {
    return scheduler.all(AttemptStarted.class).stream().map(AttemptStarted::runId).toList();
  }

  private static Tick tick(String start, String end) {
    return new Tick(Instant.parse(start), Instant.parse(end));
  }
}
