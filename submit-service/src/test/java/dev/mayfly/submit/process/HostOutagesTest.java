package dev.mayfly.submit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.embedded.S3Server;
import dev.mayfly.process.GuardedProcess;
import dev.mayfly.storage.StorageConfig;
import dev.mayfly.submit.Jobs;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState.Absent;
import dev.mayfly.submit.host.DriverState.Ended;
import dev.mayfly.submit.storage.ObjectStore;
import dev.mayfly.submit.storage.S3Store;
import dev.mayfly.testkit.disk.SmallDisk;
import dev.mayfly.testkit.log.SettableClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host of drivers whose disk is full, or whose object storage is gone. */
@Timeout(120)
class HostOutagesTest {
  private static final DriverRef REF = new DriverRef("r1", 1, "main");

  @TempDir Path dir;
  private StubSpark spark;

  @BeforeEach
  void begin() throws IOException {
    spark = StubSpark.in(dir.resolve("spark"));
  }

  @Test
  void whatDoesNotFitOnTheDiskFailsTheStepAsInfrastructureWithTheCause() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 2)) {
      ProcessDriverHost host = host(new TooLarge(), disk.path());
      JobSpec.Step step = step("s3a://jobs/huge.jar");
      start(host, step);

      assertThat(host.find(REF)).isInstanceOf(Ended.class);
      StepResult result = host.result(REF, assignment(step), step);
      assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(result.failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
      assertThat(result.cause()).contains("No space left on device");
      start(host, step);
      assertThat(spark.starts()).isEmpty();
    }
  }

  @Test
  void aConfigurationThatDoesNotFitFailsTheStepToo() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 2)) {
      ProcessDriverHost host = host(new StubSpark.Objects(), disk.path());
      var conf = Map.of("spark.app.note", "x".repeat(20_000));
      JobSpec.Step step =
          Jobs.step("/jobs/birds.py", List.of(), List.of(), conf, Map.of(), Map.of());
      try (var filler = FileChannel.open(disk.fill(), StandardOpenOption.WRITE)) {
        filler.truncate(filler.size() - 4 * 4096);
      }
      start(host, step);

      StepResult result = host.result(REF, assignment(step), step);
      assertThat(result.failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
      assertThat(result.cause()).contains("spark.properties", "No space left on device");
      assertThat(spark.starts()).isEmpty();
    }
  }

  @Test
  void onADiskWithoutAnyRoomNothingStartsUntilThereIsSome() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 2)) {
      ProcessDriverHost host = host(new StubSpark.Objects(), disk.path());
      JobSpec.Step step = step("/jobs/birds.py");
      Path filler = disk.fill();

      assertThatThrownBy(() -> start(host, step))
          .hasStackTraceContaining("No space left on device");
      assertThat(host.find(REF)).isInstanceOf(Absent.class);
      assertThat(spark.starts()).isEmpty();

      Files.delete(filler);
      start(host, step);
      assertThat(ended(host, step).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
  }

  @Test
  void aStepIsToldThoughItsLogsCannotBeShippedAndSaysWhereTheyAre() throws Exception {
    S3Server server = server();
    try (S3Store store = store(server)) {
      ProcessDriverHost host = host(store, dir.resolve("data"));
      JobSpec.Step step = step("/jobs/birds.py");
      start(host, step);
      server.close();

      StepResult result = ended(host, step);
      assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(result.log()).startsWith("file:").contains("r1-attempt-1/main");
    }
  }

  @Test
  void filesThatCannotBeFetchedFailTheStepAsInfrastructureWithTheCause() throws Exception {
    S3Server server = server();
    try (S3Store store = store(server)) {
      ProcessDriverHost host = host(store, dir.resolve("data"));
      JobSpec.Step step = step("s3a://mayfly-jobs/birds.jar");
      server.close();
      start(host, step);

      StepResult result = ended(host, step);
      assertThat(result.failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
      assertThat(result.cause()).contains("cannot read s3a://mayfly-jobs/birds.jar");
      assertThat(spark.starts()).isEmpty();
    }
  }

  private S3Server server() throws IOException {
    S3Server server = S3Server.start(dir.resolve("s3"), 0, "key", "secret-key");
    server.createBucket("mayfly-jobs");
    return server;
  }

  private static S3Store store(S3Server server) {
    String endpoint = server.endpoint().toString();
    return new S3Store(new StorageConfig("mayfly-jobs", endpoint, null, "key", "secret-key"));
  }

  private ProcessDriverHost host(ObjectStore store, Path data) {
    return new ProcessDriverHost(
        new ProcessHostConfig(spark.home(), null, null, dir, Duration.ZERO, Map.of()),
        store,
        data,
        new SettableClock(Jobs.START));
  }

  private static void start(ProcessDriverHost host, JobSpec.Step step) {
    host.start(REF, assignment(step), step, GuardedProcess.sinceBoot());
  }

  private static StepResult ended(ProcessDriverHost host, JobSpec.Step step) {
    await().atMost(Duration.ofSeconds(20)).until(() -> host.find(REF) instanceof Ended);
    return host.result(REF, assignment(step), step);
  }

  private static Assignment assignment(JobSpec.Step step) {
    return Jobs.assignment("r1", "me", step);
  }

  private static JobSpec.Step step(String application) {
    Map<String, String> env = Map.of("PLAN", "echo said; exit 0");
    return Jobs.step(application, List.of(), List.of(), Map.of(), env, Map.of());
  }

  /** Objects that no small disk has room for. */
  private static final class TooLarge implements ObjectStore {
    @Override
    public String put(String key, Path file) {
      return "s3a://jobs/" + key;
    }

    @Override
    public void putPassing(String key, byte[] content) {}

    @Override
    public void fetch(String uri, Path target) throws IOException {
      Files.write(target, new byte[3 << 20]);
    }

    @Override
    public Listing list(String prefix) {
      return new Listing(0, 0);
    }
  }
}
