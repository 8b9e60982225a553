package dev.mayfly.simulator;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Plays seed after seed, and says what it injected and what it found. */
public final class Simulator {
  /**
   * In the mean over some hundred seeds: what is asked for, the ticks of deployed jobs, repairs.
   */
  private static final int LEAST_A_SEED = 28;

  private Simulator() {}

  /**
   * Arguments: how many runs (2,000 when absent), and the first seed (1 when absent). With {@code
   * trace} and a case as the report names it: what happens in that one.
   */
  public static void main(String[] args) {
    if (args.length == 2 && args[0].equals("trace")) {
      System.out.println(Tally.story(Simulation.run(Case.parse(args[1]))));
      return;
    }
    long runs = args.length > 0 ? Long.parseLong(args[0]) : 2000;
    long first = args.length > 1 ? Long.parseLong(args[1]) : 1;
    long began = System.nanoTime();
    Tally tally = play(first, runs, true);
    System.out.println(tally.report(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
    if (!tally.isGood()) {
      System.exit(1);
    }
  }

  /**
   * As many seeds as that many runs take.
   *
   * @param sideBySide on all processors; each seed is one thread's alone
   */
  static Tally play(long first, long runs, boolean sideBySide) {
    long seeds = (runs + LEAST_A_SEED - 1) / LEAST_A_SEED;
    LongStream all = LongStream.range(first, first + seeds);
    return (sideBySide ? all.parallel() : all)
        .mapToObj(seed -> Simulation.run(Case.of(seed)))
        .collect(Tally::new, Tally::add, Tally::add);
  }
}
