package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.Credentials;
import dev.mayfly.cli.connection.LogReader;
import dev.mayfly.cli.connection.Storage;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.StepEvent.StepFinished;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.embedded.S3Server;
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
import org.junit.jupiter.api.io.TempDir;

class LogPrinterTest {
  private static final String LOGS = StepResult.logs(SampleRun.ID, 1, "clean");
  private static final RunView RUNNING = SampleRun.view(SampleRun.untilTheFirstStepRuns());

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private S3Server server;
  private Bucket bucket;
  private LogReader reader;
  private LogPrinter logs;

  @BeforeEach
  void begin() throws IOException {
    server = S3Server.start(folder.resolve("s3"), 0, "key", "secret");
    server.createBucket("jobs");
    Path credentials = folder.resolve("credentials.json");
    new Credentials("key", "secret").write(credentials);
    var storage = new Storage(server.endpoint(), "jobs", "us-east-1", credentials);
    bucket = new Bucket(storage);
    reader = new LogReader(storage);
    logs = printer(null);
  }

  @AfterEach
  void end() throws IOException {
    reader.close();
    bucket.close();
    server.close();
  }

  @Test
  void ofAStepThatRunsEachLineIsPrintedOnceWhenItIsWhole() throws IOException {
    logs.print(RUNNING);
    assertThat(logs.hasPrinted()).isFalse();

    written("stdout.log", "one\ntw");
    logs.print(RUNNING);
    logs.print(RUNNING);
    assertThat(out()).isEqualTo("one\n");

    written("stdout.log", "one\ntwo\n");
    written("stderr.log", "oh\n");
    logs.print(RUNNING);
    assertThat(out()).isEqualTo("one\noh\ntwo\n");
    assertThat(err()).containsOnlyOnce("==> step clean");
  }

  @Test
  void whenTheStepHasEndedTheRestFollowsAndNothingIsRepeated() throws IOException {
    written("stdout.log", "one\ntw");
    logs.print(RUNNING);

    written("stdout.log", "one\ntwo");
    written("stdout.log.1", ", three");
    logs.print(ended());
    logs.print(ended());
    assertThat(out()).isEqualTo("one\ntwo, three");
    assertThat(err()).containsOnlyOnce("==> step clean");
  }

  @Test
  void ofAStepThatIsKeptItIsToldWhereItsLogIs() throws IOException {
    RunView repair = SampleRun.view(SampleRun.untilTheSecondStepOfARepairHasEnded().subList(0, 4));
    logs.print(repair);
    logs.print(repair);
    assertThat(out()).isEmpty();
    assertThat(err())
        .isEqualTo("step clean is kept from run birds-0; `mayfly logs birds-0` has its log\n");
  }

  @Test
  void onlyTheStepThatIsWantedIsPrinted() throws IOException {
    written("stdout.log", "one\n");
    printer("report").print(RUNNING);
    assertThat(out()).isEmpty();
    printer("clean").print(RUNNING);
    assertThat(out()).isEqualTo("one\n");
  }

  @Test
  void aStorageThatDoesNotAnswerIsToldOnceAndEndsNothing() throws IOException {
    server.close();
    logs.print(RUNNING);
    logs.print(RUNNING);
    assertThat(err()).containsOnlyOnce("cannot be read while it runs");
  }

  private LogPrinter printer(String step) {
    return new LogPrinter(
        reader,
        step,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private void written(String name, String text) throws IOException {
    bucket.put(Files.writeString(folder.resolve("log"), text), LOGS + name);
  }

  private static RunView ended() {
    List<Event> events = new ArrayList<>(SampleRun.untilTheFirstStepRuns());
    events.add(
        new StepFinished(
            SampleRun.ID,
            1,
            SampleRun.resultWithLog("clean", Outcome.SUCCEEDED, "s3a://jobs/" + LOGS)));
    return SampleRun.view(events);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
