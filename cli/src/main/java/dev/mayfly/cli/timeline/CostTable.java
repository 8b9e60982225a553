package dev.mayfly.cli.timeline;

import dev.mayfly.cli.view.Spending;
import dev.mayfly.contracts.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What runs have cost, a row for each group, with a bar of the time that was paid for. */
public final class CostTable {
  private static final int RUNS = 7;
  private static final int TIME = 10;
  private static final int SHORTEST_BAR = 10;
  private static final int LONGEST_BAR = 40;

  private final Screen screen;
  private final int name;
  private final int cost;
  private final Duration longest;

  private CostTable(String heading, List<Spending> rows, Spending total, Screen screen) {
    this.screen = screen;
    int longestName = rows.stream().mapToInt(r -> name(r).length()).max().orElse(0);
    this.name = 2 + Math.max(longestName, Math.max(heading.length(), "total".length()));
    int widest = rows.stream().mapToInt(r -> cost(r).length()).max().orElse(0);
    this.cost = 2 + Math.max(widest, cost(total).length());
    this.longest = rows.stream().map(Spending::paid).max(Duration::compareTo).orElseThrow();
  }

  /**
   * @param total of all rows
   */
  public static List<String> of(
      Spending.By by, List<Spending> rows, Spending total, Screen screen) {
    if (rows.isEmpty()) {
      return List.of("no run has ended in that time");
    }
    var table = new CostTable(by.name(), rows, total, screen);
    var lines = new ArrayList<Line>();
    lines.add(table.cells(by.name(), "RUNS", "COST", "CLUSTER", "UNUSED"));
    rows.forEach(row -> lines.add(table.bar(table.row(name(row), row), row)));
    lines.add(table.row("total", total));
    Glyphs glyphs = screen.glyphs();
    lines.add(
        Line.of(glyphs.full + " while tasks ran  ")
            .then(glyphs.empty + " paid for and unused; by list price, not the invoice", Tone.DIM));
    return lines.stream().map(l -> l.render(screen.colour())).toList();
  }

  private Line row(String first, Spending row) {
    return cells(
        first,
        Integer.toString(row.runs()),
        cost(row),
        Durations.text(row.paid()),
        Durations.text(row.unused()));
  }

  private Line cells(String of, String runs, String money, String paid, String unused) {
    return Line.of(of)
        .to(name)
        .then(runs)
        .to(name + RUNS)
        .then(money)
        .to(name + RUNS + cost)
        .then(paid)
        .to(name + RUNS + cost + TIME)
        .then(unused)
        .to(name + RUNS + cost + 2 * TIME);
  }

  private Line bar(Line line, Spending row) {
    int width = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, screen.width() - line.length() - 1));
    int all = part(row.paid(), width);
    int unused = part(row.unused(), width);
    return line.then(screen.glyphs().full.repeat(all - unused), Tone.GOOD)
        .then(screen.glyphs().empty.repeat(unused), Tone.DIM);
  }

  private int part(Duration time, int width) {
    return (int) Math.round(width * (double) time.toMillis() / Math.max(1, longest.toMillis()));
  }

  private static String name(Spending row) {
    return row.of() == null ? "(none)" : row.of();
  }

  /** What is not known is told apart, and never counted as nothing. */
  private static String cost(Spending row) {
    var parts = new ArrayList<String>();
    row.amounts()
        .forEach(
            (currency, sum) -> parts.add(String.format(Locale.ROOT, "%.4f %s", sum, currency)));
    if (row.unknown() > 0) {
      parts.add("unknown: " + Amounts.count(row.unknown(), "run"));
    }
    return parts.isEmpty() ? "nothing" : String.join(" + ", parts);
  }
}
