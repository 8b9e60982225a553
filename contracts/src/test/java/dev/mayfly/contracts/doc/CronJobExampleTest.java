package dev.mayfly.contracts.doc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.envelope.Inbox.Read.Request;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import dev.mayfly.contracts.schedule.TickAsked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What examples/cronjob asks for is what the schedule of examples/nightly would ask for itself. */
class CronJobExampleTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Instant DUE = Instant.parse("2026-03-01T01:00:00Z");

  @TempDir Path bin;

  private static JsonNode yaml(String file) throws IOException {
    return SpecText.read(Files.readString(EXAMPLES.resolve(file)));
  }

  private static JsonNode cronJob() throws IOException {
    return yaml("cronjob/cronjob.yaml").path("spec");
  }

  /** Its application lies beside the spec, and would be uploaded. */
  private static Schedule schedule() throws IOException {
    JsonNode spec = yaml("nightly/job.yaml");
    ((ObjectNode) spec.at("/steps/0")).put("application", "s3a://mayfly/examples.jar");
    Tick any = Tick.dayUntil(DUE, ZoneOffset.UTC);
    var read = JobSpecReader.read(spec, null, Map.of(), Map.of("run.id", "r"), any);
    return ((JobSpecReader.Result.Valid) read).spec().schedule();
  }

  /** Runs the pod's command, with a kcat that prints what it is to publish. */
  private JobRequested asked(String nameOfJob) throws Exception {
    Path kcat = Files.writeString(bin.resolve("kcat"), "#!/bin/sh\nexec cat\n");
    assertThat(kcat.toFile().setExecutable(true)).isTrue();
    JsonNode container = cronJob().at("/jobTemplate/spec/template/spec/containers/0");
    String script = container.at("/args/0").asString();
    var command = new ProcessBuilder("sh", "-euc", script).redirectErrorStream(true);
    command.environment().putAll(Map.of("NAME", nameOfJob, "BROKER", "nowhere:1"));
    command.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
    Process process = command.start();
    byte[] said = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(new String(said, UTF_8)).isZero();
    return (JobRequested) ((Request) Inbox.read(Map.of(), said)).event();
  }

  @Test
  void itsPodAsksForTheTickThatItsNameEndsWith() throws Exception {
    JobRequested asked = asked("birds-nightly-" + DUE.getEpochSecond() / 60);
    assertThat(asked.job()).isEqualTo(yaml("nightly/job.yaml").path("name").asString());
    assertThat(asked.tick()).isEqualTo(new TickAsked(null, DUE));
    assertThat(asked.runId()).as("derived, as that of Mayfly's own tick").isNull();
  }

  @Test
  void thatTickIsOneOfTheJobsOwnSchedule() throws Exception {
    Schedule schedule = schedule();
    TickAsked asked = asked("birds-nightly-" + DUE.getEpochSecond() / 60).tick();
    assertThat(schedule.next(DUE.minusSeconds(1))).contains(DUE);
    assertThat(asked.complete(schedule)).isEqualTo(schedule.tickOf(DUE));
  }

  @Test
  void itIsDueWhenTheJobsOwnScheduleIs() throws Exception {
    JsonNode schedule = yaml("nightly/job.yaml").path("schedule");
    assertThat(List.of(cronJob().path("schedule"), cronJob().path("timeZone")))
        .isEqualTo(List.of(schedule.path("cron"), schedule.path("timeZone")));
  }
}
