package dev.mayfly.cli.timeline;

import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.event.Event;
import java.io.PrintStream;
import java.time.Instant;

/** Shows one run while it happens. */
public sealed interface Timeline permits LiveTimeline, PlainTimeline {

  /** Something was said about the run, which now stands as given. */
  void on(Event event, RunView run);

  /** Time has passed. */
  void tick(RunView run, Instant now);

  /** Leaves what is to stay on the screen. */
  void end(RunView run, Instant now);

  /**
   * @param asked when the run was asked for
   */
  static Timeline on(PrintStream out, Screen screen, Instant asked) {
    return screen.live() ? new LiveTimeline(out, screen, asked) : new PlainTimeline(out, asked);
  }
}
