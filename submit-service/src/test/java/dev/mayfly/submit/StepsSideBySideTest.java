package dev.mayfly.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.submit.host.DriverProgress;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.testkit.log.SettableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StepsSideBySideTest {
  private static final JobSpec.Step[] DIAMOND = {
    Jobs.step("join", "left", "right"),
    Jobs.step("left", "load"),
    Jobs.step("right", "load"),
    Jobs.step("load")
  };

  private final FakeHost host = new FakeHost();
  private final FakeReports reports = new FakeReports();
  private final SettableClock clock = new SettableClock(Jobs.START);
  private Duration sinceBoot = Duration.ofHours(1);
  private Assignment assignment = assignment(4, null, DIAMOND);
  private AttemptLoop loop = loop();

  @Test
  void aStepStartsWhenAllThatItComesAfterHaveSucceeded() {
    look(2);
    assertThat(host.starts).containsExactly("load");
    host.succeed(driver("load"));
    look(2);
    assertThat(host.starts).containsExactly("load", "left", "right");
    host.succeed(driver("right"));
    look(2);
    assertThat(host.starts).hasSize(3);
    host.succeed(driver("left"));
    look(2);
    assertThat(host.starts).containsExactly("load", "left", "right", "join");
    host.succeed(driver("join"));
    look(1);

    assertThat(reports.end().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(reports.end().summary().steps())
        .extracting(StepResult::step)
        .containsExactly("load", "right", "left", "join");
    assertThat(loop.isFinished()).isTrue();
  }

  @Test
  void noMoreStepsRunThanTheClusterHasCores() {
    begin(2, null, Jobs.step("a"), Jobs.step("b"), Jobs.step("c"));
    look(3);
    assertThat(host.starts).containsExactly("a", "b");

    host.succeed(driver("b"));
    look(1);
    assertThat(host.starts).containsExactly("a", "b", "c");
  }

  @Test
  void everyRunningDriverHasAHeartbeatAndALeaseOfItsOwn() {
    begin(2, null, Jobs.step("a"), Jobs.step("b"));
    look(3);
    assertThat(reports.unacknowledged).hasSize(2);
    sinceBoot = sinceBoot.plus(Times.DEFAULT.heartbeat());
    look(1);
    reports.acknowledge();
    assertThat(host.renewed).containsExactly("a", "b", "a", "b");
  }

  @Test
  void whileTheLogsOfSomeAreShippedTheOthersLiveOn() {
    begin(3, null, Jobs.step("a"), Jobs.step("b"), Jobs.step("c"));
    look(2);
    reports.acknowledge();
    host.renewed.clear();
    host.succeed(driver("a"));
    host.succeed(driver("b"));
    host.onResult = () -> sinceBoot = sinceBoot.plusSeconds(60);
    look(1);
    reports.acknowledge();

    assertThat(host.renewed).containsExactly("c");
  }

  @Nested
  class OfARepair {
    private final KeptStep load = new KeptStep("load", "r0", Json.parse("{\"rows\": 7}"));

    @Test
    void whatIsKeptIsNotRunAndAllElseRunsAsIfItHadBeen() {
      keeping(load, new KeptStep("left", "first", null));
      look(2);
      assertThat(host.starts).containsExactly("right");
      host.succeed(driver("right"));
      look(2);
      assertThat(host.starts).containsExactly("right", "join");
      host.succeed(driver("join"));
      look(1);

      assertThat(reports.end().outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(reports.end().summary().steps())
          .extracting(StepResult::step, StepResult::outcome, StepResult::keptFrom)
          .containsExactly(
              tuple("load", Outcome.SUCCEEDED, "r0"),
              tuple("left", Outcome.SUCCEEDED, "first"),
              tuple("right", Outcome.SUCCEEDED, null),
              tuple("join", Outcome.SUCCEEDED, null));
    }

    @Test
    void whatAKeptStepReportedIsGivenToThoseAfterIt() {
      begin(
          1,
          null,
          Jobs.step("load"),
          Jobs.stepWith("count", List.of("{{ steps.load.reported.rows }}"), "load"));
      keeping(load);
      look(2);

      assertThat(host.starts).containsExactly("count");
      assertThat(host.args.get(driver("count"))).containsExactly("7");
    }

    @Test
    void aSubmitterThatIsStartedAnewKeepsTheSame() {
      keeping(load);
      look(2);
      loop = loop();
      look(2);

      assertThat(host.starts).containsExactly("left", "right");
    }

    @Test
    void whatIsLeftOutAfterAFailureIsNotWhatIsKept() {
      keeping(load);
      look(2);
      host.fail(driver("left"), FailureClass.APPLICATION, "no rows");
      host.succeed(driver("right"));
      look(2);

      assertThat(reports.end().outcome()).isEqualTo(Outcome.FAILED);
      assertThat(reports.end().summary().steps())
          .extracting(StepResult::step, StepResult::outcome)
          .contains(tuple("load", Outcome.SUCCEEDED), tuple("join", Outcome.CANCELLED));
    }

    @Test
    void withEverythingKeptTheJobHasSucceeded() {
      begin(1, null, Jobs.step("load"));
      keeping(load);
      look(2);

      assertThat(host.starts).isEmpty();
      assertThat(reports.end().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    private void keeping(KeptStep... kept) {
      assignment = Jobs.keeping(assignment, kept);
      loop = loop();
    }
  }

  @Nested
  class AfterAFailure {

    @Test
    void nothingStartsAndWhatRunsIsAskedToEndThenKilled() {
      begin(4, null, Jobs.step("a"), Jobs.step("b"), Jobs.step("c", "b"));
      look(2);
      host.fail(driver("a"), FailureClass.APPLICATION, "no rows");
      look(2);
      assertThat(host.stops).containsExactly("b politely");

      clock.advance(Times.DEFAULT.politeStop().plusSeconds(1));
      look(2);
      assertThat(host.stops).containsExactly("b politely", "b by force");
      host.fail(driver("b"), FailureClass.INFRASTRUCTURE, "killed");
      look(1);

      assertThat(host.starts).containsExactly("a", "b");
      assertEnd(Outcome.FAILED, FailureClass.APPLICATION, "no rows");
      assertThat(reports.end().summary().steps())
          .extracting(StepResult::step, StepResult::outcome, StepResult::cause)
          .containsExactly(
              tuple("a", Outcome.FAILED, "no rows"),
              tuple("c", Outcome.CANCELLED, "not started: step a failed"),
              tuple("b", Outcome.CANCELLED, "stopped: step a failed"));
    }

    @Test
    void whatSucceedsAllTheSameHas() {
      begin(4, null, Jobs.step("a"), Jobs.step("b"), Jobs.step("c", "b"));
      look(2);
      host.fail(driver("a"), FailureClass.APPLICATION, "no rows");
      look(2);
      host.succeed(driver("b"));
      look(1);

      assertEnd(Outcome.FAILED, FailureClass.APPLICATION, "no rows");
      assertThat(outcomes()).containsExactly("a FAILED", "c CANCELLED", "b SUCCEEDED");
    }

    @Test
    void theFirstThatFailedByItsOwnDoingDecidesAlsoAfterARestart() {
      begin(4, null, Jobs.step("b"), Jobs.step("a"));
      look(2);
      host.fail(driver("a"), FailureClass.APPLICATION, "no rows");
      look(2);
      host.fail(driver("b"), FailureClass.INFRASTRUCTURE, "was asked to end");
      loop = loop();
      look(1);

      assertEnd(Outcome.FAILED, FailureClass.APPLICATION, "no rows");
      assertThat(outcomes()).containsExactly("a FAILED", "b CANCELLED");
    }

    @Test
    void ofTwoThatFailedTheOneThatEndedFirstDecidesAlsoAfterARestart() {
      begin(4, null, Jobs.step("b"), Jobs.step("a"));
      look(2);
      host.fail(driver("a"), FailureClass.APPLICATION, "no rows");
      host.fail(driver("b"), FailureClass.OUT_OF_MEMORY, "no heap");
      loop = loop();
      look(1);

      assertEnd(Outcome.FAILED, FailureClass.APPLICATION, "no rows");
    }

    @Test
    void aCarryingOnJobLeavesOutOnlyWhatComesAfterTheFailedStep() {
      begin(
          4,
          false,
          Jobs.step("last", "after"),
          Jobs.step("after", "a"),
          Jobs.step("a"),
          Jobs.step("b"),
          Jobs.step("c", "b"));
      look(2);
      host.fail(driver("a"), FailureClass.APPLICATION, "no rows");
      look(2);
      assertThat(host.stops).isEmpty();
      host.succeed(driver("b"));
      look(1);
      host.succeed(driver("c"));
      look(1);

      assertThat(host.starts).containsExactly("a", "b", "c");
      assertEnd(Outcome.FAILED, FailureClass.APPLICATION, "no rows");
      assertThat(reports.end().summary().steps())
          .extracting(StepResult::step, StepResult::outcome, StepResult::cause)
          .containsExactly(
              tuple("a", Outcome.FAILED, "no rows"),
              tuple("last", Outcome.CANCELLED, "not started: step a failed"),
              tuple("after", Outcome.CANCELLED, "not started: step a failed"),
              tuple("b", Outcome.SUCCEEDED, null),
              tuple("c", Outcome.SUCCEEDED, null));
    }

    @Test
    void aCancelEndsAllThatRunsAndEachSaysSo() {
      begin(4, null, Jobs.step("a"), Jobs.step("b"), Jobs.step("c", "b"));
      look(2);
      assignment =
          Jobs.stopped(
              assignment, StopReason.CANCEL, clock.instant().plus(Times.DEFAULT.politeStop()));
      look(1);
      assertThat(host.stops).containsExactly("a politely", "b politely");
      host.fail(driver("a"), FailureClass.INFRASTRUCTURE, "was asked to end");
      host.fail(driver("b"), FailureClass.INFRASTRUCTURE, "was asked to end");
      look(1);

      assertEnd(Outcome.CANCELLED, null, "not started: CANCEL");
      assertThat(outcomes()).containsExactly("c CANCELLED", "a CANCELLED", "b CANCELLED");
    }

    @Test
    void nothingIsStartedWhileItIsUnknownWhatEnded() {
      begin(4, null, Jobs.step("a"), Jobs.step("b"), Jobs.step("c", "b"));
      look(2);
      host.succeed(driver("b"));
      host.fail(driver("a"), FailureClass.APPLICATION, "no rows");
      host.onResult =
          () -> {
            throw new IllegalStateException("the disk is full");
          };
      assertThatThrownBy(() -> look(1)).hasMessage("the disk is full");

      assertThat(host.starts).containsExactly("a", "b");
    }
  }

  @Nested
  class Reported {
    private final JobSpec.Step count =
        Jobs.stepWith("count", List.of("--rows", "{{ steps.load.reported.rows }}"), "load");

    @Test
    void whatAStepReportedIsFilledInWhenALaterOneStarts() {
      begin(4, null, count, Jobs.step("load"));
      look(2);
      host.succeed(driver("load"), "{\"rows\": 42}");
      look(1);
      assertThat(host.args.get(driver("count"))).containsExactly("--rows", "42");
    }

    @Test
    void itIsTheSameAfterARestart() {
      begin(4, null, count, Jobs.step("load"));
      look(2);
      host.succeed(driver("load"), "{\"rows\": 42}");
      loop = loop();
      look(1);
      assertThat(host.args.get(driver("count"))).containsExactly("--rows", "42");
    }

    @Test
    void aValueThatIsNotThereEndsTheStepAsAMistakeOfConfiguration() {
      begin(4, null, count, Jobs.step("load"), Jobs.step("other"));
      look(2);
      host.succeed(driver("load"), "{\"lines\": 42}");
      look(2);

      assertThat(host.starts).containsExactly("load", "other");
      assertThat(reports.kinds()).contains("finished count");
      assertThat(host.stops).containsExactly("other politely");
      host.fail(driver("other"), FailureClass.INFRASTRUCTURE, "was asked to end");
      look(1);
      assertMissing();
    }

    @Test
    void itIsDecidedAgainAfterARestartWhateverWasStoppedBecauseOfIt() {
      begin(4, null, Jobs.step("other"), count, Jobs.step("load"), Jobs.step("late", "load"));
      look(2);
      host.succeed(driver("load"), "{\"lines\": 42}");
      look(2);
      host.fail(driver("other"), FailureClass.INFRASTRUCTURE, "was asked to end");
      loop = loop();
      look(1);

      assertMissing();
      assertThat(host.starts).containsExactly("other", "load");
      assertThat(outcomes())
          .containsExactly("load SUCCEEDED", "count FAILED", "other CANCELLED", "late CANCELLED");
    }

    private void assertMissing() {
      assertEnd(
          Outcome.FAILED,
          FailureClass.CONFIGURATION,
          "{{ steps.load.reported.rows }} has no value: step load reported {\"lines\":42}");
    }
  }

  @Nested
  class WaitingForExecutors {
    private final DriverProgress waiting =
        new DriverProgress(0, 0, 0, 0, 0, 0, 0, null, null, Jobs.START);

    @Test
    void anApplicationMayWaitForAsLongAsAnotherHasThem() {
      begin(2, null, Jobs.step("a"), Jobs.step("b"));
      host.progress.put(driver("b"), waiting);
      look(2);
      clock.advance(StepDriver.SCHEDULING_LIMIT.multipliedBy(9));
      look(1);
      assertThat(host.stops).isEmpty();

      host.endsAt = clock.instant();
      host.succeed(driver("a"));
      look(1);
      clock.advance(StepDriver.SCHEDULING_LIMIT);
      look(1);
      assertThat(host.stops).isEmpty();
      clock.advance(Duration.ofSeconds(1));
      look(1);
      assertThat(host.stops).containsExactly("b by force");
    }

    @Test
    void thatNoneGetsAnyIsToldOfEach() {
      begin(2, false, Jobs.step("a"), Jobs.step("b"));
      host.progress.put(driver("a"), waiting);
      host.progress.put(driver("b"), waiting);
      look(2);
      clock.advance(StepDriver.SCHEDULING_LIMIT.plusSeconds(1));
      look(1);
      assertThat(host.stops).containsExactly("a by force", "b by force");

      host.fail(driver("a"), FailureClass.INFRASTRUCTURE, "killed");
      host.fail(driver("b"), FailureClass.INFRASTRUCTURE, "killed");
      look(1);
      assertThat(reports.end().summary().steps())
          .extracting(StepResult::failureClass)
          .containsExactly(FailureClass.QUOTA, FailureClass.QUOTA);
    }
  }

  private void begin(int cores, Boolean failFast, JobSpec.Step... steps) {
    assignment = assignment(cores, failFast, steps);
    loop = loop();
  }

  private static Assignment assignment(int cores, Boolean failFast, JobSpec.Step... steps) {
    var cluster = new JobSpec.Cluster("local", cores, 1, MemorySize.parse("1g"));
    return Jobs.assignment("r1", "me", Jobs.spec(cluster, failFast, steps));
  }

  private AttemptLoop loop() {
    return new AttemptLoop(assignment, host, reports, Times.DEFAULT, () -> sinceBoot);
  }

  private static DriverRef driver(String step) {
    return new DriverRef("r1", 1, step);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      loop.takeUp(assignment, clock.instant(), () -> {});
      loop.look(assignment, clock.instant());
    }
  }

  private List<String> outcomes() {
    return reports.end().summary().steps().stream().map(s -> s.step() + " " + s.outcome()).toList();
  }

  private void assertEnd(Outcome outcome, FailureClass cls, String cause) {
    assertThat(loop.isFinished()).isTrue();
    assertThat(reports.end().outcome()).isEqualTo(outcome);
    assertThat(reports.end().failureClass()).isEqualTo(cls);
    assertThat(reports.end().cause()).isEqualTo(cause);
  }
}
