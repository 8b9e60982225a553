package dev.mayfly.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.simulator.KeptSeeds.Kept;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PromisesTest {
  private static final long RUNS = Long.getLong("simulate.runs", 20_000);
  private static final long FIRST = Long.getLong("simulate.first", 1);

  @Test
  void thePromisesAreKeptWhateverGoesWrong() {
    long began = System.nanoTime();
    Tally tally = Simulator.play(FIRST, RUNS);
    String report = tally.report(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    System.out.println(report);
    assertThat(tally.isGood()).as(report).isTrue();
    assertThat(tally.runs()).isGreaterThanOrEqualTo(RUNS);
    if (RUNS >= 20_000) {
      assertThat(tally.faults().keySet()).contains(Fault.values());
    }
  }

  static Stream<Kept> kept() {
    return KeptSeeds.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aCaseThatOnceBrokeAPromiseKeepsItNow(Kept kept) {
    Simulation.Result result = Simulation.run(Case.parse(kept.played()));
    assertThat(result.isGood()).as(() -> Tally.story(result)).isTrue();
  }

  @Test
  void aSeedReplaysExactly() {
    for (long seed : new long[] {3, 7, 11}) {
      assertThat(Simulation.run(Case.of(seed)).hash())
          .isEqualTo(Simulation.run(Case.of(seed)).hash());
    }
    assertThat(Stream.of(1L, 2L, 3L).map(s -> Simulation.run(Case.of(s).runs(5)).hash()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aCaseIsReadAsItIsWritten() {
    Case some = Case.of(7).runs(3).without(Fault.HOST_DIES).without(Fault.CLOCK_STEPS);

    assertThat(some).hasToString("7/3/CLOCK_STEPS,HOST_DIES");
    assertThat(Case.parse(some.toString())).isEqualTo(some);
    assertThat(Case.parse("7")).isEqualTo(Case.of(7));
    assertThat(List.of(Case.parse("7/3"))).containsExactly(Case.of(7).runs(3));
  }

  @Test
  void aFaultThatIsLeftOutDoesNotHappen() {
    Fault often = Fault.PROVIDER_FAILS;
    long seed = 1;
    while (!Simulation.run(Case.of(seed)).faults().containsKey(often)) {
      seed++;
    }
    assertThat(Simulation.run(Case.of(seed).without(often)).faults()).doesNotContainKey(often);
  }
}
