package dev.mayfly.cli.timeline;

import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.event.Event;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Draws over its own last drawing. */
final class LiveTimeline implements Timeline {
  private static final String CLEAR_DOWN = "\u001b[J";
  private static final Duration MEASURED_EVERY = Duration.ofSeconds(2);

  private final PrintStream out;
  private final Instant asked;
  private Screen screen;
  private Instant measuredAt;
  private int drawn;

  LiveTimeline(PrintStream out, Screen screen, Instant asked) {
    this.out = out;
    this.screen = screen;
    this.asked = asked;
    this.measuredAt = asked;
  }

  @Override
  public void on(Event event, RunView run) {
    // The next tick, a fraction of a second away, shows it.
  }

  @Override
  public void tick(RunView run, Instant now) {
    if (measuredAt.plus(MEASURED_EVERY).isBefore(now)) {
      screen = screen.measured();
      measuredAt = now;
    }
    draw(run, now);
  }

  @Override
  public void end(RunView run, Instant now) {
    draw(run, now);
    drawn = 0;
  }

  private void draw(RunView run, Instant now) {
    List<String> lines = Frame.of(run, asked, now, screen);
    var text = new StringBuilder();
    if (drawn > 0) {
      text.append("\u001b[").append(drawn).append("A\r");
    }
    text.append(CLEAR_DOWN);
    lines.forEach(l -> text.append(l).append('\n'));
    out.print(text);
    out.flush();
    drawn = lines.size();
  }
}
