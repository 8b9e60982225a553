package dev.mayfly.cli.timeline;

import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.Outcome;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Runs, one a line. */
public final class RunTable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private RunTable() {}

  public static List<String> of(List<RunView> runs, Instant now, Screen screen) {
    if (runs.isEmpty()) {
      return List.of("no runs yet; `mayfly run SPEC.yaml` asks for one");
    }
    int id = 2 + Math.max(3, runs.stream().mapToInt(r -> r.runId().length()).max().orElse(0));
    int job = 2 + Math.max(3, runs.stream().mapToInt(r -> r.job().length()).max().orElse(0));
    var lines = new ArrayList<Line>();
    lines.add(
        Line.of("RUN")
            .to(id)
            .then("JOB")
            .to(id + job)
            .then("STATE")
            .to(id + job + 20)
            .then("ASKED FOR")
            .to(id + job + 41)
            .then("TOOK"));
    for (RunView run : runs) {
      Line line = Line.of(run.runId()).to(id).then(run.job()).to(id + job);
      Outcome outcome = run.outcome().orElse(null);
      line =
          outcome == null
              ? line.then(screen.glyphs().running + " " + run.phase().words(), Tone.ACTIVE)
              : line.then(
                  screen.glyphs().sign(outcome) + " " + outcome, screen.glyphs().tone(outcome));
      Instant asked = run.requestedAt().orElse(null);
      if (asked != null) {
        line =
            line.to(id + job + 20)
                .then(TIME.format(asked))
                .to(id + job + 41)
                .then(Durations.text(Amounts.between(asked, run.overAt().orElse(now))));
      }
      String holdUp = Narrator.holdUp(run);
      if (holdUp != null) {
        line = line.to(id + job + 52).then(holdUp, Tone.DIM);
      }
      lines.add(line);
    }
    return lines.stream().map(l -> l.render(screen.colour())).toList();
  }
}
