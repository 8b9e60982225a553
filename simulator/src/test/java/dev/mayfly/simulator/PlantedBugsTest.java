package dev.mayfly.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.simulator.PlantedBugs.Bug;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulator can fail: rules are broken on purpose in production code, one at a time, and each
 * is caught by the promise that falls.
 */
class PlantedBugsTest {
  private static final long SEEDS = Long.getLong("simulate.hunt", 400);

  /** Played side by side; the first that finds something counts. */
  private static final int AT_ONCE = 4;

  /** Each has caught something before; so they come first. */
  private static final long[] TELLING = {1, 2, 3, 4, 6, 10, 12, 14, 17, 23, 35, 48};

  static Stream<Bug> bugs() {
    return PlantedBugs.ALL.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void aBrokenRuleIsCaught(Bug bug) throws Exception {
    LongFunction<String> mayfly = PatchedProduction.with(bug.patches());
    String found = "nothing was found in " + SEEDS + " seeds";
    long[] seeds =
        LongStream.concat(LongStream.of(TELLING), LongStream.rangeClosed(1, SEEDS))
            .distinct()
            .toArray();
    for (int first = 0; first < seeds.length; first += AT_ONCE) {
      String here =
          Arrays.stream(seeds, first, Math.min(first + AT_ONCE, seeds.length))
              .parallel()
              .mapToObj(seed -> told(seed, mayfly.apply(seed)))
              .filter(told -> !told.isEmpty())
              .findFirst()
              .orElse("");
      if (!here.isEmpty()) {
        found = here;
        break;
      }
    }
    System.out.println(bug + " | " + found);
    assertThat(found).matches("(?s).*promise (" + bug.promise() + "):.*").contains(bug.saying());
  }

  @Test
  void unbrokenSourcesKeepThePromisesOnTheSameSeeds() throws Exception {
    LongFunction<String> mayfly =
        PatchedProduction.with(
            List.of(
                new Patch(
                    "scheduler-service",
                    "dev.mayfly.scheduler.Requests",
                    "turn.load(SEEN, runId).orElse(null);",
                    "turn.load(SEEN, runId).orElse(null); // as it is")));
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(mayfly.apply(seed)).isEmpty();
    }
  }

  private static String told(long seed, String broken) {
    return broken.isEmpty() ? "" : "seed " + seed + ": " + broken;
  }
}
