package dev.mayfly.simulator;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Plays seed after seed, and says what it injected and what it found. */
public final class Simulator {
  static final int RUNS_A_SEED = 20;

  private Simulator() {}

  /**
   * Arguments: how many runs (2,000 when absent), and the first seed (1 when absent). With {@code
   * trace} and a seed: all that happens in that one.
   */
  public static void main(String[] args) {
    if (args.length == 2 && args[0].equals("trace")) {
      System.out.println(report(List.of(Simulation.run(Long.parseLong(args[1]), RUNS_A_SEED))));
      return;
    }
    int runs = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
    long first = args.length > 1 ? Long.parseLong(args[1]) : 1;
    List<Simulation.Result> results = play(first, runs);
    System.out.println(report(results));
    if (!results.stream().allMatch(Simulation.Result::isGood)) {
      System.exit(1);
    }
  }

  /** As many seeds as that many runs take, side by side; each is one thread's alone. */
  static List<Simulation.Result> play(long first, int runs) {
    int seeds = (runs + RUNS_A_SEED - 1) / RUNS_A_SEED;
    return LongStream.range(first, first + seeds)
        .parallel()
        .mapToObj(seed -> Simulation.run(seed, RUNS_A_SEED))
        .toList();
  }

  static String report(List<Simulation.Result> results) {
    Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    var outcomes = new TreeMap<String, Integer>();
    for (Simulation.Result result : results) {
      result.faults().forEach((f, n) -> faults.merge(f, n, Long::sum));
      result.outcomes().forEach((o, n) -> outcomes.merge(o, n, Integer::sum));
    }
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d seeds, %d runs, %d drivers, %.0f virtual hours%noutcomes: %s%n",
            results.size(),
            results.stream().mapToInt(Simulation.Result::runs).sum(),
            results.stream().mapToInt(Simulation.Result::drivers).sum(),
            results.stream().mapToLong(Simulation.Result::virtualMillis).sum() / 3_600_000.0,
            outcomes));
    faults.forEach((f, n) -> text.append(String.format(Locale.ROOT, "%8d  %s%n", n, f.inWords())));
    results.stream()
        .filter(r -> !r.isGood())
        .forEach(
            r ->
                text.append("seed ").append(r.seed()).append(": ").append(r.broken()).append('\n'));
    results.stream()
        .filter(r -> !r.isGood())
        .findFirst()
        .ifPresent(
            r -> {
              text.append("\nhow seed ").append(r.seed()).append(" came to that:\n");
              r.trace().forEach(line -> text.append(line).append('\n'));
            });
    return text.toString();
  }
}
