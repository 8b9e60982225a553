package dev.mayfly.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.simulator.PlantedBugs.Bug;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulator can fail: rules are broken on purpose in production code, one at a time, and each
 * is caught by the promise that falls.
 */
@Execution(ExecutionMode.CONCURRENT)
class PlantedBugsTest {
  /** So many seeds find it, wherever they begin. */
  private static final long SEEDS = Long.getLong("simulate.hunt", 5000);

  /** Only bugs whose rule has something of it; all, unless told otherwise. */
  private static final Pattern RULES = Pattern.compile(System.getProperty("simulate.rules", ""));

  private static final boolean RARE = Boolean.getBoolean("simulate.rare");

  /** Played side by side; the first that finds something counts. */
  private static final int AT_ONCE = 4;

  static Stream<Bug> bugs() {
    return (RARE ? PlantedBugs.RARE : PlantedBugs.ALL)
        .stream().filter(bug -> RULES.matcher(bug.rule()).find());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void aBrokenRuleIsCaught(Bug bug) throws Exception {
    UnaryOperator<String> mayfly = PatchedProduction.with(bug.patches());
    String found = told(bug.shownBy(), mayfly);
    for (long first = 1; found.isEmpty() && first <= SEEDS; first += AT_ONCE) {
      found =
          LongStream.range(first, first + AT_ONCE)
              .parallel()
              .mapToObj(seed -> told(Long.toString(seed), mayfly))
              .filter(told -> !told.isEmpty())
              .findFirst()
              .map(told -> withFewerRuns(told, mayfly))
              .orElse("");
    }
    System.out.println(bug + " | " + found);
    assertThat(found)
        .as("what is found in %d seeds", SEEDS)
        .matches("(?s).*promise (" + bug.promise() + "):.*")
        .contains(bug.saying());
  }

  @Test
  void unbrokenSourcesKeepThePromisesOnTheSameSeeds() throws Exception {
    UnaryOperator<String> mayfly =
        PatchedProduction.with(
            List.of(
                new Patch(
                    "scheduler-service",
                    "dev.mayfly.scheduler.Requests",
                    "turn.load(SEEN, runId).orElse(null);",
                    "turn.load(SEEN, runId).orElse(null); // as it is")));
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(mayfly.apply(Long.toString(seed))).isEmpty();
    }
  }

  private static String told(String played, UnaryOperator<String> mayfly) {
    String broken = mayfly.apply(played);
    return broken.isEmpty() ? "" : "case " + played + " comes to " + broken;
  }

  /** What may stand as the case that showed it. */
  private static String withFewerRuns(String found, UnaryOperator<String> mayfly) {
    String seed = found.split(" ", 3)[1];
    for (int runs = 1; runs < Case.RUNS_A_SEED; runs++) {
      String told = told(seed + "/" + runs, mayfly);
      if (told.replaceAll("(?s).* comes to (promise \\d+):.*", "$1")
          .equals(found.replaceAll("(?s).* comes to (promise \\d+):.*", "$1"))) {
        return told;
      }
    }
    return found;
  }
}
