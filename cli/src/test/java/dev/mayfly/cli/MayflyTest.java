package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.RequestEvent;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.HeaderText;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MayflyTest {
  private static final String SPEC =
      """
      name: birds
      params: {day: monday}
      steps: [{name: one, application: "s3a://jobs/one.py", args: ["{{ params.day }}"]}]
      """;

  @TempDir Path folder;

  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  @Test
  void aValidSpecIsFoundValid() throws IOException {
    assertThat(mayfly("validate", spec(SPEC))).isZero();
    assertThat(out()).contains("is a valid job spec");
  }

  @Test
  void allFaultsAreToldAtOnceAndNothingIsAskedFor() throws IOException {
    String spec = spec("name: '!'\nsteps: [{name: one, application: missing.jar}]\n");

    assertThat(mayfly("run", spec, "--bootstrap-servers", "127.0.0.1:1")).isEqualTo(2);
    assertThat(err())
        .contains("name: '!'")
        .contains(
            "steps[0].application: 'missing.jar' is not a file: " + folder.resolve("missing.jar"))
        .doesNotContain("Kafka");
  }

  @Test
  void aSpecThatIsNoYamlIsToldWithItsPlace() throws IOException {
    assertThat(mayfly("validate", spec("name: [a\nsteps: }"))).isEqualTo(2);
    assertThat(err()).contains("line 2");
  }

  @Test
  void aFileThatIsMadeToHurtIsRefusedInOneLine() throws IOException {
    var bomb = new StringBuilder("a0: &a0 [x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
    }
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', (byte) 0xeb});
    Path large = Files.write(folder.resolve("large.yaml"), new byte[300_000]);

    assertThat(mayfly("validate", spec(bomb.toString()))).isEqualTo(2);
    assertThat(mayfly("run", latin.toString())).isEqualTo(2);
    assertThat(mayfly("run", large.toString())).isEqualTo(2);
    assertThat(err())
        .contains("the YAML alias *a0 is not supported", "a text in UTF-8")
        .contains("a spec of at most 256 KiB; it has 300000 bytes");
    assertThat(err().lines()).hasSize(6);
  }

  @Test
  void aWrongOptionIsAUsageErrorAndNoRejection() {
    assertThat(mayfly("run", "--nonsense")).isEqualTo(ExitCodes.USAGE);
    assertThat(mayfly("run", "x.yaml", "--run-id", "a b")).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void aBrokerThatDoesNotAnswerIsToldWithWhatToDo() {
    assertThat(mayfly("runs", "--bootstrap-servers", "127.0.0.1:1"))
        .isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(err()).contains("127.0.0.1:1").contains("mayfly up");
  }

  @Test
  void topicsAreCreatedOnceAndFoundRight() {
    String installation = installation();

    assertThat(at(installation, "topics", "create")).isZero();
    assertThat(at(installation, "topics", "create")).isZero();
    assertThat(out()).contains("0 topics created");
    assertThat(at(installation, "topics", "check")).isZero();
  }

  @Test
  void aMissingTopicIsToldWithTheCommandThatMendsIt() {
    String installation = installation();

    assertThat(at(installation, "topics", "check")).isEqualTo(1);
    assertThat(err()).contains("is missing").contains("mayfly topics create");
    assertThat(at(installation, "runs")).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(err()).contains("mayfly topics create");
  }

  @Test
  void runPutsARequestIntoTheInboxThatTheSchedulerCanRead() throws IOException {
    Topics topics = created();

    assertThat(
            at(topics.installation(), "run", spec(SPEC), "--set", "day=friday", "--run-id", "r1"))
        .isZero();
    assertThat(at(topics.installation(), "cancel", "r1", "--reason", "enough")).isZero();

    var records = KafkaFixture.readAll(topics.requests());
    assertThat(records).hasSize(2);
    assertThat(records).allMatch(r -> new String(r.key(), StandardCharsets.UTF_8).equals("r1"));
    List<RequestEvent> requests = asked(topics);
    var asked = (RequestEvent.JobRequested) requests.get(0);
    assertThat(asked.runId()).isEqualTo("r1");
    assertThat(asked.params()).containsEntry("day", "friday");
    assertThat(asked.spec().path("name").asString()).isEqualTo("birds");
    assertThat(((RequestEvent.RunCancelRequested) requests.get(1)).reason()).isEqualTo("enough");
  }

  @Test
  void repairAsksForARunThatGoesOnWhereAnotherHasFailed() {
    Topics topics = created();

    assertThat(at(topics.installation(), "repair", "r1", "--run-id", "r2", "--json")).isZero();
    assertThat(Json.mapper().readTree(out()).path("runId").asString()).isEqualTo("r2");
    assertThat(at(topics.installation(), "repair", "r1")).isZero();
    assertThat(out()).contains("asked for run repair-").contains("which repairs run r1");
    assertThat(at(topics.installation(), "repair", "r1", "--run-id", "a b"))
        .isEqualTo(ExitCodes.USAGE);

    assertThat(asked(topics))
        .hasSize(2)
        .allSatisfy(
            asked ->
                assertThat(((RequestEvent.RunRepairRequested) asked).repairs()).isEqualTo("r1"));
  }

  @Test
  void aRepairThatIsWatchedEndsWithItsRun() {
    Topics topics = created();
    say(topics, SampleRun.untilTheFirstStepRuns());
    say(topics, SampleRun.untilTheEnd());

    assertThat(at(topics.installation(), "repair", "birds-0", "--run-id", SampleRun.ID, "--watch"))
        .isZero();
    assertThat(out()).contains("✓ SUCCEEDED");
  }

  @Test
  void watchEndsWithTheRunAndItsExitCodeIsTheOutcome() throws IOException {
    Topics topics = created();
    say(topics, SampleRun.untilTheFirstStepRuns());
    say(topics, SampleRun.untilTheEnd());

    assertThat(at(topics.installation(), "run", spec(SPEC), "--run-id", SampleRun.ID, "--watch"))
        .isZero();
    assertThat(out()).contains("✓ SUCCEEDED").contains("c-1 is gone (teardown confirmed)");
  }

  @Test
  void aRejectedRunEndsWatchWithTwo() throws IOException {
    Topics topics = created();
    say(
        topics,
        List.of(
            new RunEvent.JobRejected(
                "r9", List.of(new Fault("name", null, "a name")), null, SampleRun.at(1))));

    assertThat(at(topics.installation(), "run", spec(SPEC), "--run-id", "r9", "--watch"))
        .isEqualTo(Outcome.REJECTED.exitCode());
  }

  @Test
  void showAndRunsTellWhatTheTopicsHold() {
    Topics topics = created();
    say(topics, SampleRun.untilTheFirstStepRuns());

    assertThat(at(topics.installation(), "runs")).isZero();
    assertThat(out()).contains("birds-1").contains("▶ running");
    out.reset();
    assertThat(at(topics.installation(), "show", SampleRun.ID, "--json")).isZero();
    var json = Json.mapper().readTree(out());
    assertThat(json.path("phase").asString()).isEqualTo("RUNNING");
    assertThat(json.path("events").size()).isEqualTo(SampleRun.untilTheFirstStepRuns().size());
    assertThat(at(topics.installation(), "show", "nobody")).isEqualTo(ExitCodes.NO_INPUT);
  }

  @Test
  void logsOfARunOfWhichNothingRunsYetAreExplained() {
    Topics topics = created();
    say(topics, SampleRun.untilTheFirstStepRuns().subList(0, 2));

    assertThat(at(topics.installation(), "logs", SampleRun.ID)).isZero();
    assertThat(err()).contains("no logs yet");
  }

  private static List<RequestEvent> asked(Topics topics) {
    return KafkaFixture.readAll(topics.requests()).stream()
        .map(r -> (Inbox.Read.Request) Inbox.read(HeaderText.read(r.headers()), r.value()))
        .map(Inbox.Read.Request::event)
        .toList();
  }

  private static int mayfly(String... args) {
    return Mayfly.commandLine().execute(args);
  }

  private static int at(String installation, String... args) {
    var all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of(
            "--bootstrap-servers",
            KafkaFixture.bootstrapServers(),
            "--installation",
            installation));
    return Mayfly.commandLine().execute(all.toArray(String[]::new));
  }

  private static String installation() {
    return KafkaFixture.uniquePrefix() + "x";
  }

  private static Topics created() {
    var topics = new Topics(installation());
    try (var admin = new TopicAdmin(new KafkaConnection(KafkaFixture.bootstrapServers()))) {
      admin.create(topics, 1);
    }
    return topics;
  }

  private static void say(Topics topics, List<Event> events) {
    try (var producer = new EventProducer(new KafkaConnection(KafkaFixture.bootstrapServers()))) {
      int i = 0;
      for (Event event : events) {
        String kind =
            event.getClass().getEnclosingClass() == null
                ? "heartbeats"
                : event.getClass().getEnclosingClass().getSimpleName();
        String topic =
            switch (kind) {
              case "RunEvent" -> topics.runs();
              case "ClusterEvent" -> topics.clusters();
              case "StepEvent" -> topics.steps();
              case "NotificationEvent" -> topics.notifications();
              default -> topics.heartbeats();
            };
        producer
            .send(
                topic,
                SampleRun.ID,
                CloudEvent.of("e" + i++, "/test", SampleRun.START, null, null, event))
            .join();
      }
    }
  }

  private String spec(String text) throws IOException {
    return Files.writeString(folder.resolve("spec.yaml"), text).toString();
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
