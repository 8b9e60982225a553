package dev.mayfly.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromisesTest {
  private static final int RUNS = Integer.getInteger("simulate.runs", 2000);
  private static final long FIRST = Long.getLong("simulate.first", 1);

  @Test
  void thePromisesAreKeptWhateverGoesWrong() {
    List<Simulation.Result> results = Simulator.play(FIRST, RUNS);
    String report = Simulator.report(results);
    System.out.println(report);
    assertThat(results).as(report).allMatch(Simulation.Result::isGood);
    assertThat(results.stream().mapToInt(Simulation.Result::runs).sum())
        .isGreaterThanOrEqualTo(RUNS);
    assertThat(results.stream().flatMap(r -> r.faults().keySet().stream()))
        .contains(Fault.values());
  }

  @Test
  void aSeedReplaysExactly() {
    for (long seed : new long[] {3, 7, 11}) {
      assertThat(Simulation.run(seed, Simulator.RUNS_A_SEED).hash())
          .isEqualTo(Simulation.run(seed, Simulator.RUNS_A_SEED).hash());
    }
    assertThat(Arrays.asList(1L, 2L, 3L).stream().map(s -> Simulation.run(s, 5).hash()))
        .doesNotHaveDuplicates();
  }
}
