package dev.mayfly.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.SampleRun;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.RunEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunViewTest {

  @Test
  void eachEventBringsTheRunToItsPhase() {
    var phases = new ArrayList<Phase>();
    var book = new RunBook();
    for (Event event : whole()) {
      book.apply(event).map(RunView::phase).filter(p -> !phases.contains(p)).ifPresent(phases::add);
    }

    assertThat(phases)
        .containsExactly(
            Phase.ACCEPTED, Phase.STARTING, Phase.READY, Phase.RUNNING, Phase.STOPPING, Phase.OVER);
  }

  @Test
  void aRunThatWaitsIsQueuedUntilItsFirstAttemptOrItsEnd() {
    RunView view = SampleRun.view(SampleRun.untilItIsQueued());

    assertThat(view.phase()).isEqualTo(Phase.QUEUED);
    assertThat(view.queued().orElseThrow().position()).isEqualTo(3);
    RunView started =
        view.with(
            new RunEvent.AttemptStarted(
                SampleRun.ID, 1, SampleRun.SPEC, List.of(), SampleRun.at(9), null, null));
    assertThat(started.phase()).isEqualTo(Phase.ACCEPTED);
    assertThat(started.queued()).isEmpty();
  }

  @Test
  void aRunWaitsForObjectsUntilItIsQueuedOrStarts() {
    RunView view = SampleRun.view(SampleRun.untilItWaits());

    assertThat(view.phase()).isEqualTo(Phase.WAITING);
    assertThat(view.waiting().orElseThrow().waitsFor()).containsExactly("s3a://b/2");
    Event queued = SampleRun.untilItIsQueued().get(1);
    assertThat(view.with(queued).phase()).isEqualTo(Phase.QUEUED);
    assertThat(view.with(queued).waiting()).isEmpty();
    RunView started =
        view.with(
            new RunEvent.AttemptStarted(
                SampleRun.ID, 1, SampleRun.SPEC, List.of(), SampleRun.at(9), null, null));
    assertThat(started.waiting()).isEmpty();
  }

  @Test
  void repeatedEventsChangeNothing() {
    var twice = new ArrayList<>(whole());
    twice.addAll(whole());

    assertThat(SampleRun.view(twice)).isEqualTo(SampleRun.view(whole()));
  }

  @Test
  void theOrderInWhichTopicsAreReadDoesNotMatter() {
    RunView expected = SampleRun.view(whole());
    for (int seed = 0; seed < 50; seed++) {
      RunView view = SampleRun.view(topicsInterleaved(new Random(seed)));

      assertThat(view.events()).containsExactlyInAnyOrderElementsOf(expected.events());
      assertThat(view.phase()).isEqualTo(Phase.OVER);
      assertThat(view.currentAttempt().clusterStopped())
          .isEqualTo(expected.currentAttempt().clusterStopped());
      assertThat(view.currentAttempt().steps()).isEqualTo(expected.currentAttempt().steps());
    }
  }

  @Test
  void onlyTheLatestHeartbeatCounts() {
    RunView view = SampleRun.view(SampleRun.untilTheFirstStepRuns());

    assertThat(tasks(view.with(SampleRun.progress(3, 5)), 0)).isEqualTo(12);
    assertThat(tasks(view.with(SampleRun.progress(20, 9)), 0)).isEqualTo(20);
  }

  @Test
  void eachOfSeveralStepsThatRunHasALatestHeartbeat() {
    RunView view =
        SampleRun.view(SampleRun.untilTheFirstStepRuns())
            .with(SampleRun.progress("report", 5, 9))
            .with(SampleRun.progress("clean", 13, 10))
            .with(SampleRun.progress("report", 6, 11));

    assertThat(tasks(view, 0)).isEqualTo(13);
    assertThat(tasks(view, 1)).isEqualTo(6);
    assertThat(view.events()).filteredOn(JobProgressed.class::isInstance).hasSize(2);
  }

  private static int tasks(RunView view, int step) {
    return view.currentAttempt().steps().get(step).progress().tasksCompleted();
  }

  @Test
  void aRetryIsShownWithItsOwnClusterAndWithoutTheOldSteps() {
    var events = new ArrayList<>(SampleRun.untilTheFirstStepRuns());
    events.add(
        new RunEvent.AttemptStarted(
            SampleRun.ID, 2, SampleRun.SPEC, List.of(), SampleRun.at(20), null, null));
    events.add(
        new ClusterEvent.ClusterStarting("c-2", SampleRun.ID, 2, "local", 1, SampleRun.at(21)));
    events.add(new ClusterEvent.ClusterStopping("c-1", "lost", SampleRun.at(22)));
    RunView view = SampleRun.view(events);

    assertThat(view.phase()).isEqualTo(Phase.STARTING);
    assertThat(view.currentAttempt().clusterId()).hasValue("c-2");
    assertThat(view.currentAttempt().clusterStopping()).isEmpty();
    assertThat(view.currentAttempt().steps()).allMatch(s -> s.started() == null);
  }

  @Test
  void aTeardownThatIsConfirmedLaterIsConfirmed() {
    var completed =
        new RunEvent.RunCompleted(
            SampleRun.ID,
            "birds",
            null,
            Outcome.LOST,
            null,
            null,
            1,
            "c-1",
            RunEvent.Teardown.UNCONFIRMED,
            null,
            null,
            null,
            SampleRun.START,
            SampleRun.at(9));
    RunView view = RunView.of(SampleRun.ID).with(completed);

    assertThat(view.tornDown()).isFalse();
    assertThat(
            view.with(new RunEvent.TeardownConfirmed(SampleRun.ID, "c-1", SampleRun.at(99)))
                .tornDown())
        .isTrue();
  }

  @Test
  void theLatestRunIsListedFirst() {
    var book = new RunBook();
    for (int i = 0; i < 3; i++) {
      book.apply(
          new RunEvent.JobAccepted(
              "r" + i,
              SampleRun.SPEC,
              List.of(),
              null,
              SampleRun.at(i),
              SampleRun.at(i),
              null,
              null,
              null,
              null));
    }

    assertThat(book.latestFirst()).extracting(RunView::runId).containsExactly("r2", "r1", "r0");
  }

  private static List<Event> whole() {
    var all = new ArrayList<>(SampleRun.untilTheFirstStepRuns());
    all.addAll(SampleRun.untilTheEnd());
    return all;
  }

  /** Each topic keeps its order; between topics there is none. */
  private static List<Event> topicsInterleaved(Random random) {
    var queues = new ArrayList<List<Event>>();
    for (String topic : List.of("RunEvent", "ClusterEvent", "StepEvent", "")) {
      queues.add(
          new ArrayList<>(
              whole().stream()
                  .filter(
                      e -> {
                        Class<?> owner = e.getClass().getEnclosingClass();
                        String name = owner == null ? "" : owner.getSimpleName();
                        return topic.equals(name)
                            || (topic.isEmpty() && name.equals("NotificationEvent"));
                      })
                  .toList()));
    }
    var result = new ArrayList<Event>();
    while (queues.stream().anyMatch(q -> !q.isEmpty())) {
      Collections.shuffle(queues, random);
      queues.stream().filter(q -> !q.isEmpty()).findFirst().ifPresent(q -> result.add(q.remove(0)));
    }
    return result;
  }
}
