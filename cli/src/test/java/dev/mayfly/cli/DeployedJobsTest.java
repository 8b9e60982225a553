package dev.mayfly.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.connection.DeployedJobs;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.ScheduleEvent.DeployRejected;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the commands read and write on a real broker; no scheduler answers. */
@Timeout(60)
class DeployedJobsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SPEC =
      """
      name: birds
      schedule: {cron: "@daily"}
      steps: [{name: one, application: "s3a://jobs/one.py", args: ["{{ tick.date }}"]}]
      """;

  @TempDir Path folder;

  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Topics topics = new Topics(KafkaFixture.uniquePrefix() + "x");
  private final DeployedJobs jobs = new DeployedJobs(KafkaFixture.bootstrapServers(), topics);

  @BeforeEach
  void begin() {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try (var admin = new TopicAdmin(new KafkaConnection(KafkaFixture.bootstrapServers()))) {
      admin.create(topics, 1);
    }
  }

  @AfterEach
  void release() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  @Test
  void nothingIsToldToo() {
    assertThat(mayfly("jobs")).isZero();
    assertThat(out()).contains("nothing is deployed");
  }

  @Test
  void aJobIsListedPausedResumedAndTakenBack() throws IOException {
    jobs.deploy("birds", new JobDeployed(SpecText.read(SPEC), "prod", null, "ann"), NOON);
    assertThat(mayfly("jobs")).isZero();
    assertThat(out()).contains("birds", "prod", "@daily").doesNotContain("PAUSED");

    assertThat(mayfly("pause", "birds")).isZero();
    assertThat(jobs.all().get("birds").firesNothing()).isTrue();
    assertThat(jobs.all().get("birds").spec()).isEqualTo(SpecText.read(SPEC));
    assertThat(jobs.all().get("birds").environment()).isEqualTo("prod");
    out.reset();
    assertThat(mayfly("jobs")).isZero();
    assertThat(out()).contains("PAUSED");

    assertThat(mayfly("resume", "birds")).isZero();
    assertThat(jobs.all().get("birds").firesNothing()).isFalse();

    assertThat(mayfly("undeploy", "birds")).isZero();
    assertThat(jobs.all()).isEmpty();
  }

  @Test
  void whatIsNotDeployedCannotBePausedOrTakenBack() {
    for (String command : List.of("pause", "resume", "undeploy")) {
      err.reset();
      assertThat(mayfly(command, "bees")).isEqualTo(ExitCodes.REJECTED);
      assertThat(err.toString(UTF_8)).contains("no job bees is deployed");
    }
  }

  @Test
  void whatIsDeployedAlreadyIsLeftAlone() throws IOException {
    jobs.deploy("birds", new JobDeployed(SpecText.read(SPEC), null, true, "ann"), NOON);
    assertThat(mayfly("deploy", file(SPEC))).isZero();
    assertThat(out()).contains("nothing changes");
    assertThat(jobs.all().get("birds").deployedBy()).isEqualTo("ann");
  }

  @Test
  void aBadSpecIsToldAndNotSent() throws IOException {
    String bad = SPEC.replace("@daily", "often");
    assertThat(mayfly("deploy", file(bad))).isEqualTo(ExitCodes.REJECTED);
    assertThat(err.toString(UTF_8)).contains("schedule.cron: 'often'");
    assertThat(jobs.all()).isEmpty();
  }

  @Test
  void whatTheSchedulerRefusesIsTold() throws Exception {
    var faults = List.of(new dev.mayfly.contracts.Fault("trigger.job", "a", "another"));
    Thread scheduler =
        new Thread(
            () -> {
              try (var producer =
                  new EventProducer(new KafkaConnection(KafkaFixture.bootstrapServers()))) {
                while (jobs.all().isEmpty()) {
                  Thread.onSpinWait();
                }
                var rejected = new DeployRejected("birds", faults, "ann", NOON);
                producer
                    .send(
                        topics.runs(),
                        "birds",
                        CloudEvent.of("1", "/test", NOON, "birds", null, rejected))
                    .get();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    scheduler.start();
    assertThat(mayfly("deploy", file(SPEC))).isEqualTo(ExitCodes.REJECTED);
    assertThat(err.toString(UTF_8)).contains("the scheduler refuses birds", "trigger.job: 'a'");
    scheduler.join();
  }

  @Test
  void aDeployedJobIsAskedForByItsNameAndForATickByItsBeginning() throws Exception {
    assertThat(mayfly("run", "birds", "--at", "2026-03-01", "--set", "a=b")).isZero();
    assertThat(out()).contains("asked for run birds-");
    assertThat(mayfly("run", "birds", "--at", "yesterday")).isEqualTo(ExitCodes.USAGE);
    assertThat(mayfly("run", file(SPEC), "--at", "2026-03-01")).isEqualTo(ExitCodes.USAGE);
    assertThat(mayfly("run", "birds.yaml")).isEqualTo(ExitCodes.REJECTED);
    assertThat(requests())
        .singleElement()
        .asString()
        .contains(
            "\"job\":\"birds\"",
            "\"params\":{\"a\":\"b\"}",
            "\"tick\":{\"start\":\"2026-03-01T00:00:00Z\"}");
  }

  @Test
  void theTickOfADayIsThatOfTheDeployedSchedulesTimeZone() throws Exception {
    String spec = SPEC.replace("\"@daily\"", "\"0 2 * * *\", timeZone: Europe/Berlin");
    jobs.deploy("birds", new JobDeployed(SpecText.read(spec), null, null, "ann"), NOON);

    assertThat(mayfly("run", "birds", "--at", "2026-03-01")).isZero();
    assertThat(mayfly("run", "birds", "--at", "2026-03-01T02:00")).isZero();
    assertThat(requests())
        .hasSize(2)
        .allSatisfy(r -> assertThat(r).contains("\"tick\":{\"start\":\"2026-03-01T01:00:00Z\"}"));
  }

  private List<String> requests() {
    var found = new ArrayList<String>();
    dev.mayfly.engine.kafka.TopicReader.readAll(
        new KafkaConnection(KafkaFixture.bootstrapServers(), Map.of()),
        List.of(topics.requests()),
        record -> found.add(new String(record.value(), UTF_8)));
    return found;
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("birds.yaml"), text).toString();
  }

  private int mayfly(String... args) {
    var all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of(
            "--bootstrap-servers",
            KafkaFixture.bootstrapServers(),
            "--installation",
            topics.installation()));
    return Mayfly.commandLine().execute(all.toArray(String[]::new));
  }

  private String out() {
    return out.toString(UTF_8);
  }
}
