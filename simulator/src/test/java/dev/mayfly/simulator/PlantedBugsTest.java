package dev.mayfly.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * The simulator can fail: rules are broken on purpose in production code, one at a time, and each
 * is caught by the promise that it breaks.
 */
class PlantedBugsTest {
  private static final int SEEDS = 150;
  private static final String AT_LAST = "nothing was found in " + SEEDS + " seeds";

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

  @Test
  void aRunIdThatIsNotRememberedIsCaught() throws Exception {
    String found =
        hunt(
            new Patch(
                "scheduler-service",
                "dev.mayfly.scheduler.Requests",
                "Seen seen = turn.load(SEEN, runId).orElse(null);",
                "Seen seen = null;"));
    assertThat(found).startsWith("promise 1");
  }

  @Test
  void aTeardownThatIsSkippedOnFailureIsCaught() throws Exception {
    String found =
        hunt(
            new Patch(
                "cluster-service",
                "dev.mayfly.cluster.Ledger",
                "find(e.runId(), e.attempt(), turn).ifPresent(entry -> release(entry, \"its job ended\", turn));",
                "if (e.outcome().isSuccess()) find(e.runId(), e.attempt(), turn).ifPresent(entry -> release(entry, \"its job ended\", turn));"));
    assertThat(found).startsWith("promise 3").contains("is not put out although its job finished");
  }

  @Test
  void aCommandThatIsPerformedBeforeItsTurnIsCommittedIsCaught() throws Exception {
    String found =
        hunt(
            new Patch(
                "cluster-service",
                "dev.mayfly.cluster.Ledger",
                "turn.save(CLUSTER, id, next);",
                "turn.save(CLUSTER, id, next);\n"
                    + "if (action == Action.ENSURE) { dev.mayfly.simulator.Cloud.reachable().ensure(entry.request()); }"));
    assertThat(found).startsWith("promise 3").contains("the log does not know it");
  }

  @Test
  void aRestartThatStartsASecondDriverIsCaught() throws Exception {
    String loop = "dev.mayfly.submit.AttemptLoop";
    String found =
        hunt(
            new Patch(
                "submit-service",
                loop,
                "  private boolean finished;\n",
                "  private boolean finished;\n  private @Nullable String life;\n"),
            new Patch(
                "submit-service",
                loop,
                "    var ref = new DriverRef(a.runId(), a.attempt(), step.name());\n    DriverState state",
                "    life = life == null ? sinceBoot.get().toString() : life;\n"
                    + "    var ref = new DriverRef(a.runId(), a.attempt(), step.name() + life);\n    DriverState state"));
    assertThat(found).startsWith("promise 2").contains("a second driver was started");
  }

  /** Found here when it was in production; kept so that it is found again. */
  @Test
  void aClusterThatIsCalledGoneBeforeItsCreateIsAnsweredIsCaught() throws Exception {
    String found =
        hunt(
            new Patch(
                "cluster-service",
                "dev.mayfly.cluster.Ledger",
                "if (!entry.calls().isGoneBy(generation)) {",
                "if (generation < 0) {"));
    assertThat(found).startsWith("promise 4");
  }

  /** Found here when it was in production; kept so that it is found again. */
  @Test
  void aClusterThatALateCreateBringsBackIsCaught() throws Exception {
    String found =
        hunt(
            new Patch(
                "cluster-service",
                "dev.mayfly.cluster.Ledger",
                "if (entry.calls().isGoneForEver(generation)) {",
                "if (generation > 0) {"));
    assertThat(found).startsWith("promise 3");
  }

  /** Says what was broken in the first seed that shows it. */
  private static String hunt(Patch... patches) throws Exception {
    LongFunction<String> mayfly = PatchedProduction.with(List.of(patches));
    for (long seed = 1; seed <= SEEDS; seed++) {
      String broken = mayfly.apply(seed);
      if (!broken.isEmpty()) {
        System.out.println("seed " + seed + ": " + broken);
        return broken;
      }
    }
    return AT_LAST;
  }
}
