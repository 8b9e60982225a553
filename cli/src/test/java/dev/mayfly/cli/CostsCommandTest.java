package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class CostsCommandTest {
  private final Installation installation = new Installation();
  private final Instant now = Clock.systemUTC().instant();

  @AfterEach
  void release() {
    installation.close();
  }

  @Test
  void runsAreAddedUpByJobWithABarOfWhatTheirClustersDid() {
    completed("r1", "birds", "ann", usd(0.5, 60, 30));
    completed("r2", "birds", "bob", usd(0.25, 20, 10));
    completed("r3", "bees", "ann", usd(0.125, 40, 0));

    assertThat(installation.mayfly("costs")).isZero();
    assertThat(installation.out())
        .isEqualToIgnoringNewLines(
            """
            JOB    RUNS   COST        CLUSTER   UNUSED
            birds  2      0.7500 USD  1m 20s    40.0s     ████████████████████░░░░░░░░░░░░░░░░░░░░
            bees   1      0.1250 USD  40.0s     0ms       ████████████████████
            total  3      0.8750 USD  2m 0s     40.0s
            █ while tasks ran  ░ paid for and unused; by list price, not the invoice
            """);
  }

  @Test
  void whatIsNotKnownIsToldApartAndIsNoZero() {
    completed("r1", "birds", "ann", usd(0.5, 60, 30));
    completed("r2", "birds", "ann", new Cost(null, null, seconds(10), seconds(0)));
    completed("r3", "birds", "ann", null);
    completed("r4", "birds", "ann", Cost.NONE);
    completed("r5", "birds", "ann", new Cost(1.0, "EUR", seconds(10), seconds(0)));

    assertThat(installation.mayfly("costs")).isZero();
    assertThat(installation.out())
        .contains("birds  5      1.0000 EUR + 0.5000 USD + unknown: 2 runs  1m 20s");
  }

  @Test
  void ownersAndDaysCanBeAddedUpToo() {
    completed("r1", "birds", "ann", usd(0.5, 60, 30));
    completed("r2", "birds", null, usd(0.25, 20, 10));

    assertThat(installation.mayfly("costs", "--by", "owner")).isZero();
    assertThat(installation.out()).contains("OWNER", "\nann ", "\n(none) ");
    assertThat(installation.mayfly("costs", "--by", "day", "--json")).isZero();
    JsonNode json = Json.parse(installation.out());
    assertThat(json.path("rows").get(0).path("day").asString())
        .isEqualTo(now.toString().substring(0, 10));
    assertThat(json.path("total").path("runs").asInt()).isEqualTo(2);
    assertThat(json.path("total").path("amounts").path("USD").asDouble()).isEqualTo(0.75);
    assertThat(json.path("total").path("clusterSeconds").asDouble()).isEqualTo(80);
    assertThat(json.path("total").path("unusedSeconds").asDouble()).isEqualTo(40);
    assertThat(json.path("total").path("runsOfUnknownPrice").asInt()).isZero();
  }

  @Test
  void runsThatEndedBeforeAreLeftOut() {
    completed("r1", "birds", "ann", usd(0.5, 60, 30), now.minus(Duration.ofHours(3)));

    assertThat(installation.mayfly("costs", "--since", "2h")).isZero();
    assertThat(installation.out()).contains("no run has ended in that time");
    assertThat(installation.mayfly("costs", "--since", "4h")).isZero();
    assertThat(installation.out()).contains("birds");
    assertThat(installation.mayfly("costs", "--since", "15d")).isEqualTo(ExitCodes.USAGE);
    assertThat(installation.err()).contains("up to 14d");
  }

  private void completed(String runId, String job, String owner, Cost cost) {
    completed(runId, job, owner, cost, now);
  }

  private void completed(String runId, String job, String owner, Cost cost, Instant at) {
    var run =
        new RunCompleted(
            runId,
            job,
            owner,
            Outcome.SUCCEEDED,
            null,
            null,
            1,
            "c-1",
            RunEvent.Teardown.CONFIRMED,
            null,
            null,
            cost,
            at,
            at);
    installation.say(installation.topics.runs(), runId, run);
  }

  private static Cost usd(double amount, int paid, int unused) {
    return new Cost(amount, "USD", seconds(paid), seconds(unused));
  }

  private static Duration seconds(int n) {
    return Duration.ofSeconds(n);
  }
}
