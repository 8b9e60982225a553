package dev.mayfly.cli.timeline;

import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.event.NotificationEvent;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.StepMetrics;
import dev.mayfly.contracts.event.StepResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run, for its reader: how it ended, where the time went, what was read and written.
 */
public final class SummaryText {
  private static final int LABEL = 11;
  private static final int MOST_CAUSE_LINES = 12;

  private final RunView run;
  private final Screen screen;
  private final Glyphs glyphs;
  private final List<Line> lines = new ArrayList<>();

  private SummaryText(RunView run, Screen screen) {
    this.run = run;
    this.screen = screen;
    this.glyphs = screen.glyphs();
  }

  /** Empty for a run that is not over. */
  public static List<String> of(RunView run, Screen screen) {
    var text = new SummaryText(run, screen);
    run.rejected().ifPresent(text::rejected);
    run.completed().ifPresent(text::completed);
    return text.lines.stream().map(l -> l.render(screen.colour())).toList();
  }

  private void rejected(JobRejected rejected) {
    add(Line.EMPTY.then(glyphs.failed + " REJECTED", Tone.BAD).then("  run " + run.runId()));
    rejected.faults().forEach(f -> add(Line.of("  " + glyphs.dot + " " + f)));
  }

  private void completed(RunCompleted end) {
    String failureClass = end.failureClass() == null ? "" : " (" + end.failureClass() + ")";
    String attempts = end.attempts() > 1 ? " after " + end.attempts() + " attempts" : "";
    add(
        Line.EMPTY
            .then(
                glyphs.sign(end.outcome()) + " " + end.outcome() + failureClass,
                glyphs.tone(end.outcome()))
            .then("  ")
            .then(end.job(), Tone.STRONG)
            .then(Amounts.between(end.requestedAt(), end.completedAt(), " in ") + attempts)
            .then("  run " + run.runId(), Tone.DIM));
    if (end.cause() != null) {
      end.cause().lines().limit(MOST_CAUSE_LINES).forEach(l -> add(Line.of("  " + l)));
    }
    time(end);
    if (end.summary() != null) {
      end.summary().steps().forEach(this::step);
      if (end.summary().logs() != null) {
        add(label("logs").then(end.summary().logs()));
      }
    }
    told();
    cluster(end);
    if (end.cost() != null) {
      add(label("cost").then(end.cost().text()));
    }
  }

  private void time(RunCompleted end) {
    TimeShares shares = TimeShares.of(end);
    if (shares.shares().isEmpty()) {
      return;
    }
    int width = Math.max(10, Math.min(72, screen.width() - LABEL - 3));
    List<Integer> columns = shares.columns(width);
    Line bar = label("time");
    var legend = new ArrayList<>(List.of(label("")));
    for (int i = 0; i < columns.size(); i++) {
      TimeShares.Share share = shares.shares().get(i);
      String fill = glyphs.fill(share.part());
      Tone tone = share.part() == TimeShares.Part.TASKS ? Tone.GOOD : Tone.DIM;
      bar = bar.then(fill.repeat(columns.get(i)), tone);
      String item = " " + share.part().words() + " " + Durations.text(share.time()) + "  ";
      Line last = legend.get(legend.size() - 1);
      if (last.length() + item.length() >= screen.width() && last.length() > LABEL + 2) {
        last = label("");
        legend.add(last);
      }
      legend.set(legend.size() - 1, last.then(fill, tone).then(item));
    }
    add(bar);
    legend.forEach(this::add);
  }

  private void step(StepResult step) {
    Instant from = step.startedAt();
    Instant to = step.endedAt();
    Line line =
        label("step")
            .then(glyphs.sign(step.outcome()), glyphs.tone(step.outcome()))
            .then(" " + step.step(), Tone.STRONG);
    if (step.keptFrom() != null) {
      line = line.then(": kept from run " + step.keptFrom());
    }
    add(from == null || to == null ? line : line.then(Amounts.between(from, to, " in ")));
    if (!step.outcome().isSuccess() && step.cause() != null) {
      step.cause().lines().findFirst().ifPresent(c -> detail(c));
    }
    step.failedExpectations().forEach(e -> detail("expected: " + e));
    metrics(step.metrics());
    for (StepResult.Written w : step.written()) {
      detail(
          "%s: %s, %s"
              .formatted(
                  w.prefix(), Amounts.count(w.objects(), "object"), Amounts.bytes(w.bytes())));
    }
    if (step.reported() != null) {
      detail("reported " + shortened(step.reported().toString()));
    }
  }

  private void metrics(@Nullable StepMetrics m) {
    if (m == null) {
      return;
    }
    detail(
        "read %s, %s%s; wrote %s, %s; %s%s"
            .formatted(
                Amounts.count(m.rowsRead(), "row"),
                Amounts.bytes(m.bytesRead()),
                m.bytesReadPartial() ? " (partial: Spark counts only part of parquet reads)" : "",
                Amounts.count(m.rowsWritten(), "row"),
                Amounts.bytes(m.bytesWritten()),
                Amounts.count(m.tasks(), "task"),
                m.tasksFailed() > 0 ? ", " + m.tasksFailed() + " failed" : ""));
    if (m.shuffleWriteBytes() > 0) {
      detail("shuffled " + Amounts.bytes(m.shuffleWriteBytes()));
    }
    if (m.diskSpilled() > 0) {
      detail("spilled " + Amounts.bytes(m.diskSpilled()) + " to disk: more memory would help");
    }
  }

  private void told() {
    for (NotificationEvent n : run.notifications()) {
      Line line = label("told");
      if (n instanceof NotificationEvent.NotificationFailed failed) {
        add(
            line.then(glyphs.failed, Tone.BAD)
                .then(" " + failed.channel() + ": " + failed.cause()));
      } else if (n instanceof NotificationEvent.NotificationSent sent) {
        add(line.then(glyphs.done, Tone.GOOD).then(" " + sent.channel()));
      }
    }
  }

  private void cluster(RunCompleted end) {
    if (end.clusterId() == null) {
      add(label("cluster").then("none was lit"));
      return;
    }
    String ended =
        run.isOnSharedCluster()
            ? " its lease of shared cluster " + end.clusterId() + " has ended"
            : " " + end.clusterId() + " is gone (teardown confirmed)";
    add(
        run.tornDown()
            ? label("cluster").then(glyphs.done, Tone.GOOD).then(ended)
            : label("cluster")
                .then(glyphs.failed, Tone.WARNING)
                .then(
                    " "
                        + end.clusterId()
                        + ": teardown is not confirmed yet; cluster-service keeps at it and will say so"));
  }

  private String shortened(String text) {
    int most = Math.max(20, screen.width() - LABEL - 16);
    return text.length() <= most ? text : text.substring(0, most) + glyphs.more;
  }

  private Line label(String text) {
    return Line.of("  ").then(text, Tone.DIM).to(LABEL + 2);
  }

  private void detail(String text) {
    add(Line.EMPTY.to(LABEL + 4).then(text));
  }

  private void add(Line line) {
    lines.add(line);
  }
}
