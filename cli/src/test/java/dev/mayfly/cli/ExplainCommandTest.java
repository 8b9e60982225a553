package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ExplainCommandTest {
  private static final String SPEC =
      """
      name: birds
      params: {place: Bonn}
      schedule: {at: ["2999-03-01T02:00", "2999-03-02T02:00"], timeZone: Europe/Berlin}
      cluster: {workers: 2, cores: 2, memory: 2g}
      spark: {version: ">=3.5 <5"}
      steps:
        - {name: report, application: "s3a://jobs/r.py", after: [clean, load]}
        - {name: clean, application: "s3a://jobs/c.py", args: ["{{ tick.date }}", "{{ params.place }}"]}
        - {name: load, application: "s3a://jobs/l.py", env: {KEY: "${secret:birds-api}"}}
      queue: {maxConcurrentRuns: 1, timeout: 1h}
      waitFor: [{object: "s3a://jobs/{{ tick.date }}/_SUCCESS", timeout: 6h}]
      environments: {prod: {cluster: {workers: 3}}}
      """;

  private static final ProfileAnnounced.ExistingCluster TEAM =
      new ProfileAnnounced.ExistingCluster(2, 2, MemorySize.parse("2g"), 2, Duration.ofMinutes(1));

  @TempDir Path folder;

  private final Installation installation = new Installation();

  @AfterEach
  void release() {
    installation.close();
  }

  @Test
  void aRunIsToldWithAllThatWouldStart() throws IOException {
    announce("local", new ProfileAnnounced.Prices("USD", 0.1, 0.05));
    succeeded("r1", 3600);
    succeeded("r2", 1800);
    succeeded("r3", 7200);

    assertThat(installation.mayfly("explain", file(SPEC), "--set", "place=Kiel")).isZero();

    assertThat(installation.out())
        .contains(
            "args:\n    - 2999-02-28\n    - Kiel\n",
            "KEY: \"${secret:birds-api}\"\n  retry:",
            "profile      local: provider local, Spark 4.2.0 (the spec asks for >=3.5 <5), no Python",
            "cluster      2 workers with 2 cores and 2g each",
            "lifecycle    ephemeral",
            "drivers      3 drivers, one for each step, with 1 core and 1g each; at most 2 at a time",
            """
              steps        clean  ━━━━━▶
                           load   ━━━━━▶
                           report       ━━━━━▶ after clean, load
            """,
            "secrets      birds-api: read where the driver starts, and nowhere else",
            "next ticks   Fri 2999-03-01 02:00:00 Europe/Berlin  (2999-03-01T01:00:00Z)",
            "filled in    for the tick from 2999-02-28T01:00:00Z to 2999-03-01T01:00:00Z",
            "waits for    s3a://jobs/2999-02-28/_SUCCESS, up to 6h 0m\n"
                + "               before it is queued; until then nothing is lit",
            "queue        at most 1 run of it at a time, priority 0, waits for up to 1h 0m",
            "estimate     about 0.6000 USD at list price (0.6000 USD an hour for 1h 0m)");
    assertThat(installation.requests()).isEmpty();
    assertThat(installation.jobs.all()).isEmpty();
  }

  @Test
  void theTickCanBeNamedAndTheEnvironmentLaidOver() throws IOException {
    announce("local", null);
    String spec = file(SPEC.replaceAll("at: \\[.*], ", "cron: \"0 2 * * *\", "));

    assertThat(
            installation.mayfly("explain", spec, "--at", "2026-03-01", "--env", "prod", "--json"))
        .isZero();

    JsonNode json = Json.parse(installation.out());
    assertThat(json.path("tick").path("start").asString()).isEqualTo("2026-03-01T01:00:00Z");
    assertThat(json.path("spec").path("cluster").path("workers").asInt()).isEqualTo(3);
    assertThat(json.path("steps").get(2).path("wave").asInt()).isEqualTo(1);
    assertThat(json.path("nextTicks").size()).isEqualTo(5);
    assertThat(json.path("timeZone").asString()).isEqualTo("Europe/Berlin");
    assertThat(json.path("secrets").get(0).asString()).isEqualTo("birds-api");
    assertThat(json.path("estimate").has("amount")).isFalse();
  }

  @Test
  void withoutABrokerAllElseIsToldAndThatNobodyCouldBeAsked() throws IOException {
    int exit =
        Mayfly.commandLine().execute("explain", file(SPEC), "--bootstrap-servers", "127.0.0.1:1");

    assertThat(exit).isZero();
    assertThat(installation.out())
        .contains("local, Spark unknown: nobody could be asked", "No Kafka broker serves us at")
        .contains("2 workers with 2 cores", "estimate     unknown: so are the prices");
  }

  @Test
  void whatTheSchedulerWouldRejectIsTold() throws IOException {
    announce("local", null);

    String other = file(SPEC.replace("cluster: {", "cluster: {profile: loca, "));
    assertThat(installation.mayfly("explain", other)).isEqualTo(ExitCodes.REJECTED);
    assertThat(installation.err())
        .contains("cluster.profile: 'loca' is not one of local; did you mean local?");
    String old = file(SPEC.replace(">=3.5 <5", "<4"));
    assertThat(installation.mayfly("explain", old)).isEqualTo(ExitCodes.REJECTED);
    assertThat(installation.err())
        .contains("spark.version: '<4' is not offered by profile local, which has 4.2.0");
    String bad = file(SPEC.replace("workers: 2", "workers: 0"));
    assertThat(installation.mayfly("explain", bad)).isEqualTo(ExitCodes.REJECTED);
    assertThat(installation.err()).contains("cluster.workers: '0'");
  }

  @Test
  void aStandingClusterIsToldWithTheSizeThatItHas() throws IOException {
    String standing =
        SPEC.replace("workers: 2, cores: 2, memory: 2g", "lifecycle: existing, id: team")
            .replace(", prod: {cluster: {workers: 3}}", "");
    int alone =
        Mayfly.commandLine()
            .execute("explain", file(standing), "--bootstrap-servers", "127.0.0.1:1");
    assertThat(alone).isZero();
    assertThat(installation.out()).contains("cluster      standing cluster team: of unknown size");

    announce("local", null);
    assertThat(installation.mayfly("explain", file(standing))).isZero();
    assertThat(installation.out())
        .contains("cluster      standing cluster team: 2 workers with 2 cores and 2g each")
        .contains(
            "lifecycle    existing: used if it runs, else started, and stopped when nobody has held"
                + " it for 1m 0s; held by up to 2 runs at a time, with 2 cores for each");
    String other = file(standing.replace("id: team", "id: tem"));
    assertThat(installation.mayfly("explain", other)).isEqualTo(ExitCodes.REJECTED);
    assertThat(installation.err())
        .contains("cluster.id: 'tem' is not a standing cluster of profile local, which has team");
  }

  @Test
  void aTemplateThatNamesATickNeedsOne() throws IOException {
    String spec = file(SPEC.replaceAll("schedule:.*\n", ""));

    assertThat(installation.mayfly("explain", spec)).isEqualTo(ExitCodes.REJECTED);
    assertThat(installation.err()).contains("--at names one", "tick.date");
    assertThat(installation.mayfly("explain", spec, "--at", "2026-03-01")).isEqualTo(2);
    assertThat(installation.err()).contains("cluster.profile: 'local'");
    assertThat(installation.mayfly("explain", spec, "--at", "soon")).isEqualTo(ExitCodes.USAGE);
  }

  private void announce(String profile, ProfileAnnounced.Prices prices) {
    var announced =
        new ProfileAnnounced(
            profile,
            "local",
            "4.2.0",
            List.of(),
            null,
            List.of(),
            Map.of(),
            ProfileAnnounced.Limits.NONE,
            prices,
            null,
            Map.of("team", TEAM),
            Installation.NOON);
    installation.say(installation.topics.profiles(), profile, announced);
  }

  private void succeeded(String runId, int paid) {
    var cost = new Cost(null, null, Duration.ofSeconds(paid), Duration.ZERO);
    var run =
        new RunCompleted(
            runId,
            "birds",
            null,
            Outcome.SUCCEEDED,
            null,
            null,
            1,
            "c-1",
            RunEvent.Teardown.CONFIRMED,
            null,
            null,
            cost,
            Installation.NOON,
            Installation.NOON);
    installation.say(installation.topics.runs(), runId, run);
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("birds.yaml"), text).toString();
  }
}
