package dev.mayfly.cli.timeline;

import dev.mayfly.cli.plan.DeployPlan;
import dev.mayfly.cli.plan.FieldChange;
import dev.mayfly.contracts.Visible;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a deployment would change, a line for each job and each field. */
public final class DeployText {
  private static final int INDENT = 6;
  private static final int SHORTEST = 12;

  private final Screen screen;

  private DeployText(Screen screen) {
    this.screen = screen;
  }

  public static List<String> of(DeployPlan plan, Screen screen) {
    var text = new DeployText(screen);
    var lines = new ArrayList<Line>();
    for (DeployPlan.Change change : plan.changes()) {
      lines.add(text.job(change));
      change.fields().forEach(f -> lines.add(text.field(f)));
    }
    return lines.stream().map(l -> l.render(screen.colour())).toList();
  }

  private Line job(DeployPlan.Change change) {
    Tone tone =
        switch (change.kind()) {
          case NEW -> Tone.GOOD;
          case CHANGED -> Tone.WARNING;
          case SAME -> Tone.DIM;
          case PRUNED -> Tone.BAD;
        };
    String words =
        switch (change.kind()) {
          case NEW -> "  new";
          case CHANGED -> "  changed";
          case SAME -> "  same";
          case PRUNED -> "  pruned: its project has it no more";
        };
    return Line.EMPTY.then(change.kind().sign() + " " + change.job(), tone).then(words, Tone.DIM);
  }

  private Line field(FieldChange field) {
    String path = " ".repeat(INDENT) + field.path() + ": ";
    String arrow = screen.glyphs() == Glyphs.UNICODE ? " → " : " -> ";
    int room = Math.max(2 * SHORTEST, screen.width() - 1 - path.length() - arrow.length());
    String before = value(field.before());
    String after = value(field.after());
    int shorter = Math.min(before.length(), after.length());
    int most = Math.max(room / 2, room - shorter);
    return Line.of(path).then(cut(before, most), Tone.DIM).then(arrow).then(cut(after, most));
  }

  private String cut(String text, int most) {
    String more = screen.glyphs().more;
    return text.length() <= most ? text : text.substring(0, most - more.length()) + more;
  }

  private static String value(@Nullable JsonNode node) {
    if (node == null) {
      return "(none)";
    }
    return Visible.of(node.isString() ? node.asString() : node.toString(), 2_000);
  }
}
