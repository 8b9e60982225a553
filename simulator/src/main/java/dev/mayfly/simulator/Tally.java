package dev.mayfly.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of many seeds, folded together: it grows with none of them. */
final class Tally {
  /** So many of the seeds that broke a promise are named. */
  private static final int NAMED = 1_000;

  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<Broken> broken = new ArrayList<>();
  private long seeds;
  private long runs;
  private long drivers;
  private long messages;
  private long virtualMillis;
  private long brokenSeeds;

  private record Broken(Case played, String promise) {}

  void add(Simulation.Result result) {
    seeds++;
    runs += result.runs();
    drivers += result.drivers();
    messages += result.messages();
    virtualMillis += result.virtualMillis();
    result.faults().forEach((f, n) -> faults.merge(f, n, Long::sum));
    result.outcomes().forEach((o, n) -> outcomes.merge(o, n, Integer::sum));
    if (!result.isGood()) {
      brokenSeeds++;
      keep(List.of(new Broken(result.played(), result.broken())));
    }
  }

  void add(Tally other) {
    seeds += other.seeds;
    runs += other.runs;
    drivers += other.drivers;
    messages += other.messages;
    virtualMillis += other.virtualMillis;
    brokenSeeds += other.brokenSeeds;
    other.faults.forEach((f, n) -> faults.merge(f, n, Long::sum));
    other.outcomes.forEach((o, n) -> outcomes.merge(o, n, Integer::sum));
    keep(other.broken);
  }

  private void keep(List<Broken> more) {
    broken.addAll(more);
    broken.sort(Comparator.comparingLong(b -> b.played().seed()));
    if (broken.size() > NAMED) {
      broken.subList(NAMED, broken.size()).clear();
    }
  }

  boolean isGood() {
    return brokenSeeds == 0;
  }

  long runs() {
    return runs;
  }

  Map<Fault, Long> faults() {
    return faults;
  }

  /**
   * For people.
   *
   * @param wallMillis how long it took
   */
  String report(long wallMillis) {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d seeds, %d runs, %d drivers, %d messages, %.0f virtual hours in %.0f s%noutcomes:"
                + " %s%n",
            seeds,
            runs,
            drivers,
            messages,
            virtualMillis / 3_600_000.0,
            wallMillis / 1000.0,
            outcomes));
    faults.forEach((f, n) -> text.append(String.format(Locale.ROOT, "%8d  %s%n", n, f.inWords())));
    if (brokenSeeds > 0) {
      text.append(brokenSeeds).append(" seeds broke a promise; the first of them:\n");
      broken.forEach(b -> text.append(b.played()).append(": ").append(b.promise()).append('\n'));
      text.append(story(Shrinker.shrink(Simulation.run(broken.get(0).played()))));
    }
    return text.toString();
  }

  /** How a case came to what it came to, line by line. */
  static String story(Simulation.Result result) {
    var text = new StringBuilder();
    text.append("\ncase ").append(result.played()).append(" came to '").append(result.broken());
    text.append("' so:\n");
    result.trace().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
