package dev.mayfly.simulator;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Many seeds, seen from another class loader: takes the first seed, how many runs, and 1 for all
 * processors, and tells {@code report}, {@code good}, {@code runs} and {@code faults}.
 */
public final class ManySeeds implements Function<long[], Map<String, String>> {
  @Override
  public Map<String, String> apply(long[] played) {
    long began = System.nanoTime();
    Tally tally = Simulator.play(played[0], played[1], played[2] == 1);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    return Map.of(
        "report",
        tally.report(millis),
        "good",
        Boolean.toString(tally.isGood()),
        "runs",
        Long.toString(tally.runs()),
        "faults",
        tally.faults().keySet().stream().map(Fault::name).collect(Collectors.joining(",")));
  }
}
