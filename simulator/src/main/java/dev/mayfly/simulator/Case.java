package dev.mayfly.simulator;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a simulation is made of; played again, the same happens again.
 *
 * @param runs that users ask for, some of them more than once
 * @param without the kinds of fault that are left out
 */
record Case(long seed, int runs, Set<Fault> without) {
  static final int RUNS_A_SEED = 20;

  static Case of(long seed) {
    return new Case(seed, RUNS_A_SEED, Set.of());
  }

  Case runs(int fewer) {
    return new Case(seed, fewer, without);
  }

  Case without(Fault fault) {
    var more = EnumSet.of(fault);
    more.addAll(without);
    return new Case(seed, runs, more);
  }

  /**
   * As {@link #toString} writes it: {@code seed}, {@code seed/runs} or {@code seed/runs/FAULT,…}.
   */
  static Case parse(String text) {
    String[] part = text.split("/", 3);
    var without = EnumSet.noneOf(Fault.class);
    if (part.length > 2) {
      Arrays.stream(part[2].split(",")).map(Fault::valueOf).forEach(without::add);
    }
    int runs = part.length > 1 ? Integer.parseInt(part[1]) : RUNS_A_SEED;
    return new Case(Long.parseLong(part[0]), runs, without);
  }

  @Override
  public String toString() {
    String left = without.stream().sorted().map(Fault::name).collect(Collectors.joining(","));
    return seed + "/" + runs + (left.isEmpty() ? "" : "/" + left);
  }
}
