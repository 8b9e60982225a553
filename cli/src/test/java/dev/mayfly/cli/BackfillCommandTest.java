package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.RequestEvent.BackfillRequested;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillCompleted;
import dev.mayfly.contracts.event.ScheduleEvent.BackfillStarted;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.TopicReader;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class BackfillCommandTest {
  private static final String SPEC =
      """
      name: birds
      schedule: {cron: "0 2 * * *", timeZone: Europe/Berlin}
      steps: [{name: one, application: "s3a://jobs/one.py", args: ["{{ tick.date }}"]}]
      """;

  private final Installation installation = new Installation();
  private volatile boolean isShown;

  @BeforeEach
  void deploy() throws IOException {
    var deployed = new JobDeployed(SpecText.read(SPEC), null, null, "ann");
    installation.jobs.deploy("birds", deployed, Installation.NOON);
  }

  @AfterEach
  void release() {
    installation.close();
  }

  @Test
  void datesAreMidnightsInTheTimeZoneOfTheSchedule() {
    assertThat(
            installation.mayfly(
                "backfill",
                "birds",
                "--from",
                "2026-01-01",
                "--to",
                "2026-01-03T12:00:00Z",
                "--concurrency",
                "2",
                "--set",
                "a=b"))
        .isZero();

    assertThat(installation.out())
        .contains("3 runs of birds, due from 2026-01-01T01:00:00Z to 2026-01-03T01:00:00Z, 2 at a");
    assertThat(installation.requests())
        .singleElement()
        .asString()
        .contains(
            "\"job\":\"birds\"",
            "\"from\":\"2025-12-31T23:00:00Z\"",
            "\"to\":\"2026-01-03T12:00:00Z\"",
            "\"concurrency\":2",
            "\"params\":{\"a\":\"b\"}");
  }

  @Test
  void whatCannotBeFilledIsToldAndNotAskedFor() throws IOException {
    assertThat(backfill("bees", "2026-01-01", "2026-01-02")).isEqualTo(ExitCodes.REJECTED);
    assertThat(installation.err()).contains("no job bees is deployed");
    assertThat(backfill("birds", "2026-01-02", "2026-01-01")).isEqualTo(ExitCodes.USAGE);
    assertThat(installation.err()).contains("is not before to");
    assertThat(backfill("birds", "soon", "2026-01-01")).isEqualTo(ExitCodes.USAGE);
    assertThat(installation.err()).contains("--from: 'soon' is not a point in time");
    assertThat(backfill("birds", "2026-01-01", "9999-01-01")).isEqualTo(ExitCodes.USAGE);
    assertThat(installation.err()).contains("has not come yet");
    assertThat(backfill("birds", "2026-01-01T03:00", "2026-01-01T04:00")).isZero();
    assertThat(installation.err()).contains("no tick of birds was due");
    var unscheduled = SpecText.read(SPEC.replaceAll("schedule.*\n", ""));
    installation.jobs.deploy(
        "birds", new JobDeployed(unscheduled, null, null, "ann"), Installation.NOON);
    assertThat(backfill("birds", "2026-01-01", "2026-01-02")).isEqualTo(ExitCodes.REJECTED);
    assertThat(installation.err()).contains("job birds has no schedule");
    var busy = SpecText.read(SPEC.replaceAll("schedule.*\n", "schedule: {every: 1s}\n"));
    installation.jobs.deploy("birds", new JobDeployed(busy, null, null, "ann"), Installation.NOON);
    assertThat(backfill("birds", "2026-01-01", "2026-01-02")).isEqualTo(ExitCodes.REJECTED);
    assertThat(installation.err()).contains("more than 10000 ticks");
    assertThat(installation.requests()).isEmpty();
  }

  @Test
  void watchFollowsItToItsEndAndNamesWhatFailed() {
    isShown = true;
    try (TopicReader scheduler =
        installation.hearing(installation.topics.requests(), this::answer)) {
      assertThat(backfill("birds", "2026-01-01", "2026-01-03", "--watch")).isEqualTo(1);
      assertThat(scheduler.ended()).isNotDone();
    }

    assertThat(installation.out())
        .contains(
            "0 of 2 done: 0 succeeded, 0 failed; 1 live",
            "1 of 2 done: 1 succeeded, 0 failed; 1 live",
            ": 2 runs, 1 succeeded, 1 failed",
            "✗ FAILED      due 2026-01-02T01:00:00Z  run ");
  }

  @Test
  void watchTellsScriptsWhatBecameOfIt() {
    try (TopicReader scheduler =
        installation.hearing(installation.topics.requests(), this::answer)) {
      assertThat(backfill("birds", "2026-01-01", "2026-01-03", "--watch", "--json")).isEqualTo(1);
      assertThat(scheduler.ended()).isNotDone();
    }

    JsonNode json = Json.parse(installation.out());
    assertThat(json.path("ticks").asInt()).isEqualTo(2);
    assertThat(json.path("succeeded").asInt()).isEqualTo(1);
    assertThat(json.path("failures").get(0).path("outcome").asString()).isEqualTo("FAILED");
  }

  @Test
  void aRejectedOneEndsWatchWithItsFaults() {
    try (TopicReader scheduler =
        installation.hearing(installation.topics.requests(), this::reject)) {
      assertThat(backfill("birds", "2026-01-01", "2026-01-03", "--watch"))
          .isEqualTo(ExitCodes.REJECTED);
      assertThat(scheduler.ended()).isNotDone();
    }

    assertThat(installation.out()).contains("✗ REJECTED  back-fill birds-backfill-", "from: 'a'");
  }

  private int backfill(String job, String from, String to, String... more) {
    var args = new java.util.ArrayList<>(List.of("backfill", job, "--from", from, "--to", to));
    args.addAll(List.of(more));
    return installation.mayfly(args.toArray(String[]::new));
  }

  /** As the scheduler would: one run after the other, of which the second fails. */
  private void answer(Input.Received request) {
    BackfillRequested asked = asked(request);
    String id = String.valueOf(asked.id());
    String first = BackfillRequested.runId(id, Instant.parse("2026-01-01T01:00:00Z"));
    String second = BackfillRequested.runId(id, Instant.parse("2026-01-02T01:00:00Z"));
    say(new BackfillStarted(id, "birds", asked.from(), asked.to(), 2, 1, "ann", Installation.NOON));
    say(accepted(first));
    awaitPrinted("0 of 2 done");
    say(completed(first, Outcome.SUCCEEDED));
    say(completed("another-run", Outcome.LOST));
    say(accepted(second));
    awaitPrinted("1 of 2 done");
    say(completed(second, Outcome.FAILED));
    say(new BackfillCompleted(id, "birds", 2, 1, 1, Installation.NOON));
  }

  /** The command shows one state before it is given the next; in JSON it shows none. */
  private void awaitPrinted(String text) {
    while (isShown && !installation.out().contains(text)) {
      Thread.onSpinWait();
    }
  }

  private void reject(Input.Received request) {
    String id = String.valueOf(asked(request).id());
    say(new JobRejected(id, List.of(new Fault("from", "a", "b")), "ann", Installation.NOON));
  }

  private static BackfillRequested asked(Input.Received request) {
    var read = (Inbox.Read.Request) Inbox.read(request.headers(), request.value());
    return (BackfillRequested) read.event();
  }

  private void say(dev.mayfly.contracts.event.Event event) {
    installation.say(installation.topics.runs(), "birds", event);
  }

  private static JobAccepted accepted(String runId) {
    return new JobAccepted(
        runId,
        SampleRun.SPEC,
        List.of(),
        "backfill",
        Installation.NOON,
        Installation.NOON,
        null,
        null,
        null,
        null);
  }

  private static RunCompleted completed(String runId, Outcome outcome) {
    return new RunCompleted(
        runId,
        "birds",
        null,
        outcome,
        null,
        null,
        1,
        "c-1",
        RunEvent.Teardown.CONFIRMED,
        null,
        null,
        null,
        Installation.NOON,
        Installation.NOON);
  }
}
