package dev.mayfly.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.simulator.CoveredProduction.Reached;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PromisesTest {
  private static final long RUNS = Long.getLong("simulate.runs", 2_500);
  private static final long FIRST = Long.getLong("simulate.first", 1);

  /** Beside other modules' tests one processor is enough. */
  private static final boolean ALONE = Boolean.getBoolean("simulate.alone");

  /** So many runs inject every kind of fault, and reach so much of the decisions' branches. */
  private static final long MANY = 40_000;

  private static final double REACHED_BY_MANY = 0.95;

  @Test
  @SuppressWarnings("unchecked")
  void thePromisesAreKeptWhateverGoesWrong() throws Exception {
    var mayfly = new CoveredProduction();
    var play = (Function<long[], Map<String, String>>) mayfly.make(ManySeeds.class);
    Map<String, String> found = play.apply(new long[] {FIRST, RUNS, ALONE ? 1 : 0});
    Reached reached = mayfly.reached();
    String report = found.get("report") + inWords(reached);
    System.out.println(report);
    assertThat(found.get("good")).as(report).isEqualTo("true");
    assertThat(Long.parseLong(found.get("runs"))).isGreaterThanOrEqualTo(RUNS);
    if (RUNS >= MANY) {
      assertThat(found.get("faults").split(","))
          .contains(Stream.of(Fault.values()).map(Fault::name).toArray(String[]::new));
      assertThat(reached.share()).as(report).isGreaterThanOrEqualTo(REACHED_BY_MANY);
    }
  }

  private static String inWords(Reached reached) {
    return String.format(
        Locale.ROOT,
        "%.1f %% of the decisions' %d branches were reached; not reached: %s%n",
        100 * reached.share(),
        reached.branches(),
        String.join(", ", reached.unreached()));
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
