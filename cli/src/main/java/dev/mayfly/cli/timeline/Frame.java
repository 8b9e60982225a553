package dev.mayfly.cli.timeline;

import dev.mayfly.cli.view.AttemptView;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.cli.view.StepView;
import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.contracts.event.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run at one moment: its phases as bars over time, and how far the running step has come. */
final class Frame {
  private static final int SHORTEST_LABEL = 22;
  private static final int LONGEST_LABEL = 36;
  private static final int TIME = 9;

  private final RunView run;
  private final Instant now;
  private final Glyphs glyphs;
  private final Instant start;
  private final int label;
  private final int chart;

  private Frame(RunView run, Instant asked, Instant now, Screen screen) {
    this.run = run;
    this.now = run.overAt().orElse(now);
    this.glyphs = screen.glyphs();
    this.start = run.requestedAt().orElse(asked);
    this.label = label(run, screen.width());
    this.chart = Math.max(8, Math.min(60, screen.width() - label - TIME - 4));
  }

  /** Wide enough for the names of the steps, within reason. */
  private static int label(RunView run, int width) {
    int longest =
        run.currentAttempt().steps().stream().mapToInt(s -> s.name().length()).max().orElse(0);
    int most = Math.min(LONGEST_LABEL, Math.max(SHORTEST_LABEL, width / 3));
    return Math.max(SHORTEST_LABEL, Math.min(most, longest + "   step  ".length() + 1));
  }

  /**
   * @param asked when the run was asked for, as far as the caller knows
   */
  static List<String> of(RunView run, Instant asked, Instant now, Screen screen) {
    return new Frame(run, asked, now, screen)
        .lines().stream().map(l -> l.cut(screen.width() - 1).render(screen.colour())).toList();
  }

  private List<Line> lines() {
    AttemptView attempt = run.currentAttempt();
    var lines = new ArrayList<Line>();
    lines.add(header(attempt));
    @Nullable Instant starting =
        attempt.starting().map(ClusterEvent.ClusterStarting::startingAt).orElse(null);
    lines.add(row("accepted", run.accepted().isPresent() ? start : null, starting, null));
    String holdUp = Narrator.holdUp(run);
    if (holdUp != null) {
      lines.add(Line.of("     ").then(holdUp, Tone.DIM));
    }
    lines.add(clusterStart(attempt, starting));
    for (StepView step : attempt.steps()) {
      lines.add(step(step));
      if (step.isRunning() && step.progress() != null) {
        lines.addAll(progress(step.progress()));
      }
    }
    lines.add(clusterStop(attempt));
    return lines;
  }

  private Line header(AttemptView attempt) {
    String tries = attempt.attempt() > 1 ? " " + glyphs.dot + " attempt " + attempt.attempt() : "";
    String repair =
        run.accepted().map(RunEvent.JobAccepted::repairs).map(r -> " repairs " + r).orElse("");
    return Line.EMPTY
        .then(run.job(), Tone.STRONG)
        .then(" " + glyphs.dot + " run " + run.runId() + repair + tries + " " + glyphs.dot + " ")
        .then(run.phase().words(), Tone.ACTIVE)
        .then(Amounts.between(start, now, " " + glyphs.dot + " "));
  }

  private Line clusterStart(AttemptView attempt, @Nullable Instant starting) {
    @Nullable Instant failed =
        attempt.clusterFailed().map(ClusterEvent.ClusterFailed::failedAt).orElse(null);
    @Nullable Instant ready =
        attempt.ready().map(ClusterEvent.ClusterReady::readyAt).orElse(failed);
    return row("cluster starts", starting, ready, failed == null ? null : Outcome.FAILED);
  }

  private Line step(StepView step) {
    StepResult result = step.result();
    if (result != null && result.keptFrom() != null) {
      return Line.of(" ")
          .then(glyphs.done, Tone.GOOD)
          .then(" " + cut("step " + step.name()))
          .to(label)
          .then("kept from run " + result.keptFrom(), Tone.DIM);
    }
    @Nullable Instant from = step.started() == null ? null : step.started().startedAt();
    if (from == null && result != null) {
      from = result.startedAt() == null ? result.endedAt() : result.startedAt();
    }
    return row(
        "step " + step.name(),
        from,
        result == null ? null : result.endedAt(),
        result == null ? null : result.outcome());
  }

  private Line clusterStop(AttemptView attempt) {
    @Nullable Instant from =
        attempt
            .finished()
            .map(StepEvent.JobFinished::finishedAt)
            .or(() -> attempt.stopping().map(RunEvent.AttemptStopping::stoppingAt))
            .or(() -> attempt.clusterStopping().map(ClusterEvent.ClusterStopping::stoppingAt))
            .orElse(null);
    Optional<Instant> leaseEnded = attempt.leaseEnded().map(ClusterEvent.LeaseEnded::endedAt);
    @Nullable Instant to =
        attempt
            .clusterStopped()
            .map(ClusterEvent.ClusterStopped::stoppedAt)
            .or(() -> leaseEnded)
            .orElse(null);
    return row(
        leaseEnded.isPresent() ? "lease ends" : "cluster stops",
        from == null ? to : from,
        to,
        null);
  }

  /**
   * @param from null: not begun
   * @param to null: not ended
   */
  private Line row(
      String what, @Nullable Instant from, @Nullable Instant to, @Nullable Outcome outcome) {
    boolean running = from != null && to == null && !run.isOver();
    boolean failed = outcome != null && !outcome.isSuccess();
    String sign =
        from == null
            ? glyphs.waiting
            : running ? glyphs.running : failed ? glyphs.failed : glyphs.done;
    Tone tone = from == null ? Tone.DIM : running ? Tone.ACTIVE : failed ? Tone.BAD : Tone.GOOD;
    String name = cut(what);
    Line line = Line.of(" ").then(sign, tone).then(" " + name).to(label);
    if (from == null) {
      return line;
    }
    Instant end = to == null ? now : to;
    int offset = column(from);
    int length = Math.max(1, column(end) - offset);
    return line.then(" ".repeat(offset))
        .then(glyphs.bar.repeat(length), tone)
        .to(label + chart + 1)
        .then(Amounts.between(from, end, ""));
  }

  private String cut(String what) {
    int most = label - 4;
    return what.length() <= most
        ? what
        : what.substring(0, most - glyphs.more.length()) + glyphs.more;
  }

  private int column(Instant at) {
    long whole = Math.max(1, Amounts.between(start, now).toMillis());
    long part = Math.min(whole, Amounts.between(start, at).toMillis());
    return (int) Math.min(chart - 1, part * chart / whole);
  }

  private List<Line> progress(JobProgressed p) {
    if (p.tasksTotal() == 0) {
      return List.of(Line.of("     ").then("the driver starts", Tone.DIM));
    }
    int width = Math.max(8, Math.min(30, chart / 2));
    int done = p.tasksTotal() == 0 ? 0 : (int) ((long) p.tasksCompleted() * width / p.tasksTotal());
    Line bar =
        Line.of("     ")
            .then(glyphs.full.repeat(Math.min(width, done)), Tone.ACTIVE)
            .then(glyphs.empty.repeat(Math.max(0, width - done)), Tone.DIM)
            .then(" " + p.tasksCompleted() + "/" + p.tasksTotal() + " tasks");
    if (p.tasksFailed() > 0) {
      bar = bar.then(", " + p.tasksFailed() + " failed", Tone.WARNING);
    }
    String stage = Narrator.stage(p);
    if (stage != null) {
      bar = bar.then(" " + glyphs.dot + " " + stage);
    }
    Duration silence = Amounts.between(p.at(), now);
    if (silence.toSeconds() >= 15) {
      bar = bar.then(" " + glyphs.dot + " last heard of " + Durations.text(silence) + " ago");
    }
    return p.sparkUi() == null
        ? List.of(bar)
        : List.of(bar, Line.of("     Spark UI ").then(p.sparkUi(), Tone.DIM));
  }
}
