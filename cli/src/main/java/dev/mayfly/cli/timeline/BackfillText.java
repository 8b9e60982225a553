package dev.mayfly.cli.timeline;

import dev.mayfly.cli.view.BackfillView;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A back-fill while it goes on, and what came of it. */
public final class BackfillText {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final int WIDTH = 30;
  private static final int MOST_FAILURES = 20;

  private final PrintStream out;
  private final Screen screen;
  private String last = "";

  public BackfillText(PrintStream out, Screen screen) {
    this.out = out;
    this.screen = screen;
  }

  /** Shows how far it has come, where that is news. */
  public void show(BackfillView backfill) {
    String line = progress(backfill, screen);
    if (line.equals(last)) {
      return;
    }
    last = line;
    if (screen.live()) {
      out.print(CLEAR_LINE + line);
    } else {
      out.println(line);
    }
    out.flush();
  }

  public void end(BackfillView backfill) {
    if (screen.live()) {
      out.print(CLEAR_LINE);
    }
    end(backfill, screen).forEach(out::println);
  }

  static String progress(BackfillView b, Screen screen) {
    Glyphs glyphs = screen.glyphs();
    int ticks = Math.max(1, b.ticks());
    int width = Math.min(WIDTH, Math.max(10, screen.width() - 60));
    int good = b.succeeded() * width / ticks;
    int bad = b.done() * width / ticks - good;
    int live = Math.min(width - good - bad, (b.live() * width + ticks - 1) / ticks);
    return Line.EMPTY
        .then(glyphs.full.repeat(good), Tone.GOOD)
        .then(glyphs.failed.repeat(bad), Tone.BAD)
        .then(glyphs.fill(TimeShares.Part.CLUSTER_START).repeat(live), Tone.ACTIVE)
        .then(glyphs.empty.repeat(width - good - bad - live), Tone.DIM)
        .then(
            " %d of %d done: %d succeeded, %d failed; %d live"
                .formatted(b.done(), b.ticks(), b.succeeded(), b.failed(), b.live()))
        .cut(screen.width() - 1)
        .render(screen.colour());
  }

  static List<String> end(BackfillView b, Screen screen) {
    var lines = new ArrayList<Line>();
    Glyphs glyphs = screen.glyphs();
    JobRejected rejected = b.rejected().orElse(null);
    if (rejected != null) {
      lines.add(
          Line.EMPTY.then(glyphs.failed + " REJECTED", Tone.BAD).then("  back-fill " + b.id()));
      rejected.faults().forEach(f -> lines.add(Line.of("  " + glyphs.dot + " " + f)));
    } else {
      boolean good = b.succeeded() == b.ticks();
      int left = b.ticks() - b.done();
      lines.add(
          Line.EMPTY
              .then(good ? glyphs.done : glyphs.failed, good ? Tone.GOOD : Tone.BAD)
              .then(" back-fill " + b.id() + ": " + Amounts.count(b.ticks(), "run"))
              .then(", " + b.succeeded() + " succeeded, " + b.failed() + " failed")
              .then(left == 0 ? "" : ", " + left + " not begun"));
      b.failures().stream().limit(MOST_FAILURES).forEach(f -> lines.add(failure(f, glyphs)));
      if (b.failures().size() > MOST_FAILURES) {
        int more = b.failures().size() - MOST_FAILURES;
        lines.add(Line.of("  " + more + " more; `mayfly runs` lists them"));
      }
    }
    return lines.stream().map(l -> l.render(screen.colour())).toList();
  }

  private static Line failure(BackfillView.Failure f, Glyphs glyphs) {
    return Line.of("  ")
        .then(glyphs.failed + " " + f.outcome(), Tone.BAD)
        .to(16)
        .then("due " + f.due() + "  run " + f.runId());
  }
}
