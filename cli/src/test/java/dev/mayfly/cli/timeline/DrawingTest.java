package dev.mayfly.cli.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.SampleRun;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.StepEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawingTest {
  private static final Screen WIDE = new Screen(true, false, Glyphs.UNICODE, 80);

  @Test
  void aRunningStepShowsItsTasksItsStageAndItsPage() {
    RunView run = SampleRun.view(SampleRun.untilTheFirstStepRuns());

    assertThat(String.join("\n", Frame.of(run, SampleRun.START, SampleRun.at(10), WIDE)))
        .isEqualTo(
            """
            birds · run birds-1 · running · 10.0s
             ✓ accepted           ━                                             200ms
             ✓ cluster starts     ━━━━━━━━━━━━━━━━━━                            3.8s
             ▶ step clean                           ━━━━━━━━━━━━━━━━━━━━━━━━━━  5.8s
                 ███████████░░░░░░░░░░░ 12/24 tasks · count at Birds.java:40
                 Spark UI http://127.0.0.1:4040
             · step report
             · cluster stops""");
  }

  @Test
  void aRunThatWaitsSaysAtWhichPlaceAndForWhat() {
    RunView run = SampleRun.view(SampleRun.untilItIsQueued());
    String says =
        "queued at place 3: 1 of 1 runs of job birds are live: birds-0; 2 of 2 runs are live: a, b";

    assertThat(RunText.of(run, SampleRun.at(10), new Screen(true, false, Glyphs.UNICODE, 120)))
        .contains("birds · run birds-1 · queued · 10.0s", "     " + says);
    assertThat(RunTable.of(List.of(run), SampleRun.at(10), Screen.plain()))
        .anyMatch(line -> line.contains(" queued ") && line.endsWith(" 10.0s      " + says));
    assertThat(Narrator.tell(SampleRun.untilItIsQueued().get(1), run)).isEqualTo(says);
  }

  @Test
  void aRunThatWaitsForObjectsSaysWhichAndForHowLong() {
    RunView run = SampleRun.view(SampleRun.untilItWaits());
    String says = "waits for s3a://b/2, until 2026-01-02T04:04:00Z";

    assertThat(RunText.of(run, SampleRun.at(10), new Screen(true, false, Glyphs.UNICODE, 120)))
        .contains("birds · run birds-1 · waiting · 10.0s", "     " + says);
    assertThat(RunTable.of(List.of(run), SampleRun.at(10), Screen.plain()))
        .anyMatch(line -> line.contains(" waiting ") && line.endsWith(" 10.0s      " + says));
    assertThat(Narrator.tell(SampleRun.untilItWaits().get(2), run)).isEqualTo(says);
  }

  @Test
  void aRepairSaysWhatItRepairsAndWhatItKeeps() {
    List<Event> events = SampleRun.untilTheSecondStepOfARepairHasEnded();
    RunView run = SampleRun.view(events);

    assertThat(RunText.of(run, SampleRun.at(10), new Screen(true, false, Glyphs.UNICODE, 120)))
        .contains(
            "birds · run birds-1 repairs birds-0 · stopping · 10.0s",
            " ✓ step clean         kept from run birds-0");
    assertThat(Narrator.tell(events.get(0), run))
        .isEqualTo("accepted job birds to repair run birds-0");
    assertThat(Narrator.tell(events.get(1), run))
        .isEqualTo("attempt 1 starts; step clean: kept from run birds-0");
  }

  @Test
  void theSummaryOfARepairSaysWhereAKeptStepRan() {
    var events = new ArrayList<>(SampleRun.untilTheSecondStepOfARepairHasEnded());
    var finished = (StepEvent.JobFinished) events.get(events.size() - 1);
    events.add(SampleRun.completed(finished.summary()));

    assertThat(SummaryText.of(SampleRun.view(events), WIDE))
        .contains(
            "  step       ✓ clean: kept from run birds-0",
            "               reported {\"rows\":7}",
            "  step       ✓ report in 3.8s");
  }

  @Test
  void theSummarySaysWhatCameOfIt() {
    assertThat(String.join("\n", SummaryText.of(SampleRun.view(whole()), WIDE)))
        .isEqualTo(
            """
            ✓ SUCCEEDED  birds in 15.6s  run birds-1
              time       ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓▓▓▓██████████████████████████▓▓▓▓▓▓▒▒▒▒░
                         ░ waiting 200ms  ▒ cluster start 3.8s  ▓ driver start 3.0s
                         █ tasks 6.0s  ▓ driver end, logs 1.5s  ▒ cluster stop 1.0s
                         ░ rest 100ms
              step       ✓ clean in 5.8s
                           read 10,000 rows, 1.5 MiB; wrote 51 rows, 2.0 KiB; 24 tasks
                           s3a://mayfly/out/clean/: 3 objects, 2.0 KiB
              step       ✓ report in 3.5s
                           read 10,000 rows, 1.5 MiB; wrote 51 rows, 2.0 KiB; 24 tasks
                           s3a://mayfly/out/report/: 3 objects, 2.0 KiB
              logs       s3a://mayfly/logs/birds-1/
              told       ✓ log
              cluster    ✓ c-1 is gone (teardown confirmed)
              cost       unknown: the profile has no prices; 15.3s of cluster, 9.3s of it unused""");
  }

  @Test
  void ofASharedClusterOnlyTheLeaseHasEnded() {
    List<String> summary = SummaryText.of(SampleRun.view(SampleRun.onASharedCluster()), WIDE);

    assertThat(summary)
        .contains("  cluster    ✓ its lease of shared cluster c-1 has ended")
        .noneMatch(line -> line.contains("is gone"));
  }

  @Test
  void theEndOfALeaseThatIsConfirmedLateIsToldAsOne() {
    RunView run = SampleRun.view(SampleRun.onASharedCluster());
    var confirmed = new RunEvent.TeardownConfirmed(SampleRun.ID, "c-1", SampleRun.at(900));

    assertThat(Narrator.tell(confirmed, run))
        .isEqualTo("the end of its lease of shared cluster c-1 is confirmed");
    assertThat(Narrator.tell(confirmed, SampleRun.view(whole())))
        .isEqualTo("cluster c-1 is confirmed gone");
  }

  @Test
  void noLineIsWiderThanTheTerminalSoThatDrawingOverWorks() {
    RunView run = SampleRun.view(SampleRun.untilTheFirstStepRuns());
    for (int width = 40; width < 200; width += 7) {
      Screen screen = new Screen(true, false, Glyphs.UNICODE, width);
      int most = width;

      assertThat(Frame.of(run, SampleRun.START, SampleRun.at(10), screen))
          .allMatch(l -> l.length() < most);
    }
  }

  @Test
  void withoutUnicodeEverySignIsAscii() {
    Screen ascii = new Screen(true, false, Glyphs.ASCII, 80);
    RunView run = SampleRun.view(whole());

    assertThat(Frame.of(run, SampleRun.START, SampleRun.at(16), ascii))
        .allMatch(l -> l.chars().allMatch(c -> c < 128));
    assertThat(SummaryText.of(run, ascii)).allMatch(l -> l.chars().allMatch(c -> c < 128));
  }

  @Test
  void colourOnlyAddsToWhatIsThereWithoutIt() {
    Screen colour = new Screen(true, true, Glyphs.UNICODE, 80);
    RunView run = SampleRun.view(whole());
    String painted = String.join("\n", SummaryText.of(run, colour));

    assertThat(painted).contains("\u001b[32m");
    assertThat(painted.replaceAll("\u001b\\[\\d+m", "").replaceAll("(?m) +$", ""))
        .isEqualTo(String.join("\n", SummaryText.of(run, WIDE)));
  }

  @Test
  void aRejectionListsEveryFault() {
    var rejected =
        new RunEvent.JobRejected(
            SampleRun.ID,
            List.of(
                new Fault("cluster.profile", "moon", "a profile of this installation: local"),
                new Fault("steps[0].name", null, "a name")),
            null,
            SampleRun.at(1));
    RunView run = RunView.of(SampleRun.ID).with(rejected);

    assertThat(SummaryText.of(run, WIDE))
        .containsExactly(
            "✗ REJECTED  run birds-1",
            "  · cluster.profile: 'moon' is not a profile of this installation: local",
            "  · steps[0].name: missing; expected a name");
  }

  @Test
  void elsewhereThanInATerminalEachEventIsOneLineAndNewsOnlyOnce() {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Timeline timeline = Timeline.on(out, Screen.plain(), SampleRun.START);
    var events = new ArrayList<>(SampleRun.untilTheFirstStepRuns());
    events.add(SampleRun.progress(12, 9));
    events.forEach(e -> timeline.on(e, RunView.of(SampleRun.ID)));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
                0.1s  accepted job birds
                0.1s  attempt 1 starts
                0.2s  cluster c-1 starts: profile local, 1 worker
                4.0s  cluster c-1 is ready: spark://127.0.0.1:7077
                4.2s  step clean runs: driver host/42
                8.0s  step clean: 12/24 tasks, count at Birds.java:40, Spark UI http://127.0.0.1:4040
            """);
  }

  @Test
  void theSharesOfTheTimeAddUpToTheWhole() {
    TimeShares shares = TimeShares.of(SampleRun.view(whole()).completed().orElseThrow());

    assertThat(shares.shares().stream().mapToLong(s -> s.time().toMillis()).sum())
        .isEqualTo(shares.whole().toMillis());
    assertThat(shares.columns(37).stream().mapToInt(Integer::intValue).sum()).isEqualTo(37);
  }

  private static List<Event> whole() {
    var all = new ArrayList<>(SampleRun.untilTheFirstStepRuns());
    all.addAll(SampleRun.untilTheEnd());
    return all;
  }
}
