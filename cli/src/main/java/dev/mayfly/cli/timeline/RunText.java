package dev.mayfly.cli.timeline;

import dev.mayfly.cli.view.RunView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All of one run: its bars over time and, when it is over, what came of it. */
public final class RunText {
  private RunText() {}

  public static List<String> of(RunView run, Instant now, Screen screen) {
    var lines = new ArrayList<String>();
    if (run.accepted().isPresent()) {
      lines.addAll(Frame.of(run, now, now, screen));
    }
    lines.addAll(SummaryText.of(run, screen));
    return lines;
  }
}
