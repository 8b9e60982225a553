package dev.mayfly.submit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.process.GuardedProcess;
import dev.mayfly.submit.Jobs;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import dev.mayfly.submit.host.DriverState.Absent;
import dev.mayfly.submit.host.DriverState.Ended;
import dev.mayfly.submit.host.DriverState.Running;
import dev.mayfly.testkit.log.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ProcessDriverHostTest {
  private static final String SECRET = "hunter2-a b=c:d\\e#f!é";
  private static final String FOR_EVER = "while :; do sleep 0.1; done";
  private static final DriverRef REF = new DriverRef("r1", 1, "main");

  @TempDir Path dir;
  private final StubSpark.Objects store = new StubSpark.Objects();
  private StubSpark spark;
  private ProcessDriverHost host;

  @BeforeEach
  void begin() throws IOException {
    spark = StubSpark.in(dir.resolve("spark"));
    Files.createDirectories(dir.resolve("secrets"));
    Files.writeString(dir.resolve("secrets/birds-api"), SECRET + "\n");
    host = host(Duration.ZERO);
  }

  @AfterEach
  void endWhatStillRuns() {
    host.list().forEach(ref -> host.stop(ref, true));
    await().until(() -> host.list().isEmpty());
  }

  @Test
  void aDriverIsStartedOnceHoweverOftenItIsAskedFor() throws IOException {
    JobSpec.Step step = plan("exit 0");
    start(step);
    start(step);
    ended(REF);
    start(step);
    host(Duration.ZERO).start(REF, assignment(step), step, GuardedProcess.sinceBoot());

    assertThat(host.find(REF)).isInstanceOf(Ended.class);
    assertThat(spark.starts()).hasSize(1);
  }

  @Test
  void ofManyHostsThatStartItAtOnceOneDriverComes() throws Exception {
    JobSpec.Step step = plan(FOR_EVER);
    int starters = 4;
    var barrier = new CyclicBarrier(starters);
    var threads = Executors.newFixedThreadPool(starters);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < starters; i++) {
        ProcessDriverHost own = host(Duration.ZERO);
        all.add(
            threads.submit(
                () -> {
                  barrier.await();
                  own.start(REF, assignment(step), step, GuardedProcess.sinceBoot());
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
    await().until(() -> !spark.starts().isEmpty());
    assertThat(spark.starts()).hasSize(1);
    assertThat(host.find(REF)).isInstanceOf(Running.class);
  }

  @Test
  void aNewHostFindsWhatAnEarlierOneStarted() {
    JobSpec.Step step = plan(FOR_EVER);
    start(step);
    DriverState seen = host.find(REF);
    assertThat(seen).isInstanceOf(Running.class);

    ProcessDriverHost after = host(Duration.ZERO);
    assertThat(after.find(REF)).isEqualTo(seen);
    assertThat(after.list()).containsExactly(REF);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 42, 137})
  void theExitCodeIsTheDriversOwn(int code) {
    StepResult result = run(plan("exit " + code));
    assertThat(result.exitCode()).isEqualTo(code);
    assertThat(result.outcome()).isEqualTo(code == 0 ? Outcome.SUCCEEDED : Outcome.FAILED);
  }

  @Test
  void aDriverThatIsAskedPolitelyMayTidyUp() throws IOException {
    JobSpec.Step step = plan("trap 'echo tidied; exit 7' TERM; touch \"$here/ready\"; " + FOR_EVER);
    start(step);
    await().until(() -> Files.exists(dir.resolve("spark/bin/ready")));
    host.stop(REF, false);
    ended(REF);

    assertThat(host.find(REF)).isEqualTo(new Ended(true));
    StepResult result = host.result(REF, assignment(step), step);
    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
    assertThat(result.cause()).contains("was asked to end");
    assertThat(store.shipped().get("logs/r1/1/main/stdout.log")).contains("tidied");
  }

  @Test
  void aDriverThatWillNotEndIsKilled() {
    start(plan("trap '' TERM; touch \"$here/ready\"; " + FOR_EVER));
    await().until(() -> Files.exists(dir.resolve("spark/bin/ready")));
    host.stop(REF, false);
    assertThat(host.find(REF)).isInstanceOf(Running.class);
    host.stop(REF, true);
    ended(REF);
  }

  @Test
  void aDriverWhoseLeaseLapsesEndsItselfAndThatIsTold() {
    host = host(Duration.ofSeconds(1));
    JobSpec.Step step = plan(FOR_EVER);
    start(step);
    ended(REF);

    StepResult result = host.result(REF, assignment(step), step);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
    assertThat(result.cause()).contains("lease");
  }

  @Test
  void aRenewedDriverOutlivesItsFirstLease() {
    host = host(Duration.ofSeconds(2));
    start(plan(FOR_EVER));
    await()
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(6))
        .until(
            () -> {
              host.renew(REF, GuardedProcess.sinceBoot());
              return host.find(REF) instanceof Running;
            });
  }

  @Test
  void aSecretIsOnNoCommandLineAndInNoShippedLog() throws IOException {
    JobSpec.Step step =
        step(
            Map.of("spark.hadoop.birds.key", "${secret:birds-api}"),
            Map.of("PLAN", "echo \"$@\"; ps -ef; " + FOR_EVER, "API", "${secret:birds-api}"));
    start(step);
    await().until(() -> !spark.starts().isEmpty());
    String pid = spark.starts().get(0);
    // It has the secret, so that to find it nowhere else means something.
    assertThat(Files.readString(Path.of("/proc", pid, "environ"))).contains("API=" + SECRET);
    assertThat(commandLines()).anyMatch(line -> line.contains("spark.properties"));
    assertThat(commandLines()).noneMatch(line -> line.contains("hunter2"));

    host.stop(REF, true);
    ended(REF);
    host.result(REF, assignment(step), step);
    assertThat(store.shipped()).isNotEmpty();
    assertThat(store.shipped().values()).noneMatch(log -> log.contains("hunter2"));
    assertThat(everyFileIn(dir.resolve("data"))).noneMatch(text -> text.contains("hunter2"));
  }

  @Test
  void theDriversPropertiesAreReadableByItsOwnerAloneAndByJava() throws IOException {
    String odd = " leading, = : # ! \\ \t \n tab, é, \uD83D\uDC26 ";
    start(
        step(
            Map.of("spark.odd", odd, "spark.birds.key", "${secret:birds-api}"),
            Map.of("PLAN", FOR_EVER)));
    Path file = folder(REF).conf();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    var read = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      read.load(in);
    }
    assertThat(read.getProperty("spark.odd")).isEqualTo(odd);
    assertThat(read.getProperty("spark.birds.key")).isEqualTo(SECRET);
    assertThat("spark.birds.key")
        .matches(".*(?:" + read.getProperty("spark.redaction.regex") + ")");
  }

  @Test
  void aStepThatMayRunBesideOthersTakesItsShareUnlessItSaysOtherwise() throws IOException {
    JobSpec.Step own = step(Map.of("spark.cores.max", "3"), Map.of("PLAN", "exit 0"));
    JobSpec.Step other = Jobs.step("other");
    var cluster = new JobSpec.Cluster("local", 1, 4, MemorySize.parse("2g"));
    Assignment a = Jobs.assignment("r1", "me", Jobs.spec(cluster, own, other));
    host.start(REF, a, own, GuardedProcess.sinceBoot());
    assertThat(Files.readString(folder(REF).conf()))
        .contains("spark.cores.max=3\n", "spark.executor.memory=1g\n");

    var ref = new DriverRef("r1", 1, "other");
    host.start(ref, a, other, GuardedProcess.sinceBoot());
    assertThat(Files.readString(folder(ref).conf()))
        .contains("spark.cores.max=2\n", "spark.executor.memory=1g\n");

    JobSpec.Step alone = plan("exit 0");
    host.start(
        new DriverRef("alone", 1, "main"), assignment(alone), alone, GuardedProcess.sinceBoot());
    assertThat(Files.readString(folder(new DriverRef("alone", 1, "main")).conf()))
        .doesNotContain("spark.cores.max")
        .contains("spark.executor.memory=1g\n");
  }

  @Test
  void aDriverTakesNoMoreOfASharedClusterThanItsLeaseHas() throws IOException {
    JobSpec.Step step = plan(FOR_EVER);
    var assigned = (ObjectNode) Json.tree(assignment(step));
    var cluster = (ObjectNode) assigned.path("spec").path("cluster");
    cluster.put("workers", 2).put("cores", 4).put("memory", "4g");
    cluster.putObject("shared").put("leases", 2).put("idle", "PT10M");
    Assignment shared = Json.mapper().treeToValue(assigned, Assignment.class);
    host.start(REF, shared, step, GuardedProcess.sinceBoot());

    var conf = new Properties();
    try (InputStream in = Files.newInputStream(folder(REF).conf())) {
      conf.load(in);
    }
    assertThat(conf.getProperty("spark.cores.max")).isEqualTo("4");
    assertThat(conf.getProperty("spark.executor.memory")).isEqualTo("2g");
  }

  @Test
  void whatADriverWasGivenIsDeletedOnceItsResultIsWritten() {
    JobSpec.Step step =
        Jobs.step(
            "s3a://jobs/a/birds.jar",
            List.of(),
            List.of("s3a://jobs/b/birds.jar"),
            Map.of("spark.birds.key", "${secret:birds-api}"),
            Map.of("PLAN", "exit 0"),
            Map.of());
    start(step);
    assertThat(folder(REF).conf()).exists();
    assertThat(folder(REF).artifacts()).isNotEmptyDirectory();
    ended(REF);
    StepResult result = host.result(REF, assignment(step), step);

    assertThat(folder(REF).conf()).doesNotExist();
    assertThat(folder(REF).artifacts()).doesNotExist();
    assertThat(host.result(REF, assignment(step), step)).isEqualTo(result);
    assertThat(host.find(REF)).isEqualTo(new Ended(false));
  }

  @Test
  void objectsOfOneNameDoNotOverwriteEachOther() throws IOException {
    start(
        Jobs.step(
            "s3a://jobs/a/birds.jar",
            List.of("--limit", "3"),
            List.of("s3a://jobs/b/birds.jar"),
            Map.of(),
            Map.of("PLAN", "for f in \"$@\"; do [ ! -f \"$f\" ] || cat \"$f\"; echo; done"),
            Map.of()));
    ended(REF);
    assertThat(folder(REF).process().stdout().tail(10_000))
        .contains("s3a://jobs/a/birds.jar")
        .contains("s3a://jobs/b/birds.jar");
    assertThat(spark.args()).endsWith("--limit", "3");
  }

  @Test
  void aMissingSecretIsAMistakeOfConfigurationAndNothingIsStarted() throws IOException {
    assertRefused(
        step(Map.of("spark.key", "${secret:none}"), Map.of("PLAN", "exit 0")),
        "no such secret: none");
  }

  @Test
  void aMissingObjectIsAMistakeOfConfigurationAndNothingIsStarted() throws IOException {
    assertRefused(
        Jobs.step(
            "s3a://jobs/missing.jar",
            List.of(),
            List.of(),
            Map.of(),
            Map.of("PLAN", "exit 0"),
            Map.of()),
        "s3a://jobs/missing.jar does not exist");
  }

  @Test
  void aSecretAmongTheOptionsOfAJvmIsRefusedForItWouldBeOnACommandLine() throws IOException {
    assertRefused(
        step(
            Map.of("spark.driver.extraJavaOptions", "-Dkey=${secret:birds-api}"),
            Map.of("PLAN", "exit 0")),
        "must not hold a secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "...", ".", "../../up", "a/b", "/tmp/x", "%2E%2E"})
  void anIdCannotLeaveTheFolderOfRuns(String id) throws IOException {
    for (DriverRef odd : List.of(new DriverRef(id, 1, "main"), new DriverRef("r1", 1, id))) {
      Path path = folder(odd).path().normalize();
      assertThat(path).startsWithRaw(dir.resolve("data/runs"));
      assertThat(dir.resolve("data/runs").relativize(path).getNameCount()).isEqualTo(2);
    }
    var ref = new DriverRef(id, 1, id);
    JobSpec.Step step = plan("exit 0");
    host.start(ref, assignment(step), step, GuardedProcess.sinceBoot());
    ended(ref);
    assertThat(spark.starts()).hasSize(1);
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("data", "secrets", "spark");
    }
  }

  @Test
  void differentIdsNeverShareAFolder() {
    assertThat(
            Stream.of("..", "%2E.", "a/b", "a%2Fb", "a b", "a+b", ".", "%2E")
                .map(id -> folder(new DriverRef(id, 1, id)).path())
                .distinct())
        .hasSize(8);
  }

  @Test
  void aReportIsPassedOnUnlessItIsTooLong() {
    StepResult small = run(plan("echo '{\"birds\": 3}' > \"$MAYFLY_REPORT\""));
    assertThat(small.reported()).isNotNull();
    assertThat(small.reported().path("birds").asInt(0)).isEqualTo(3);

    var ref = new DriverRef("r2", 1, "main");
    JobSpec.Step step =
        plan(
            "{ printf '\"'; head -c 70000 /dev/zero | tr '\\0' x; printf '\"'; } > \"$MAYFLY_REPORT\"");
    host.start(ref, assignment(step), step, GuardedProcess.sinceBoot());
    ended(ref);
    assertThat(folder(ref).report()).exists();
    StepResult large = host.result(ref, assignment(step), step);
    assertThat(large.reported()).isNull();
    assertThat(large.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void anExpectationThatDoesNotHoldFailsTheStep() throws IOException {
    JobSpec.Step step =
        Jobs.step(
            "/jobs/birds.py",
            List.of(),
            List.of(),
            Map.of(),
            Map.of("PLAN", "exit 0"),
            Map.of("rowsWritten", ">10"));
    start(step);
    ended(REF);
    Files.writeString(folder(REF).metrics(), "{\"status\":\"FINISHED\",\"rowsWritten\":3}");
    StepResult result = host.result(REF, assignment(step), step);
    assertThat(result.failureClass()).isEqualTo(FailureClass.APPLICATION);
    assertThat(result.failedExpectations())
        .containsExactly("expected rowsWritten > 10, but it was 3");
  }

  @Test
  void anExpectationWithoutMetricsFailsTheStepToo() {
    StepResult result =
        run(
            Jobs.step(
                "/jobs/birds.py",
                List.of(),
                List.of(),
                Map.of(),
                Map.of("PLAN", "exit 0"),
                Map.of("rowsWritten", ">10")));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.cause()).contains("reported no metrics");
  }

  @Test
  void whatWasRefusedIsNeverStarted() throws IOException {
    JobSpec.Step step = plan("exit 0");
    host.refuse(REF, FailureClass.INFRASTRUCTURE, "too late");
    host(Duration.ZERO).start(REF, assignment(step), step, GuardedProcess.sinceBoot());

    assertThat(spark.starts()).isEmpty();
    assertThat(host.find(REF)).isInstanceOf(Ended.class);
    StepResult result = host.result(REF, assignment(step), step);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
    assertThat(result.cause()).isEqualTo("too late");
  }

  @Test
  void whatWasStartedIsNotRefusedAnyMore() {
    JobSpec.Step step = plan("exit 0");
    start(step);
    host.refuse(REF, FailureClass.INFRASTRUCTURE, "too late");
    ended(REF);
    host.refuse(REF, FailureClass.INFRASTRUCTURE, "too late");

    assertThat(host.result(REF, assignment(step), step).cause()).isNotEqualTo("too late");
  }

  @Test
  void onlyLiveDriversAreListed() {
    start(plan("exit 0"));
    ended(REF);
    var other = new DriverRef("r2", 1, "main");
    JobSpec.Step step = plan(FOR_EVER);
    host.start(other, assignment(step), step, GuardedProcess.sinceBoot());

    assertThat(host.list()).containsExactly(other);
    assertThat(host.find(new DriverRef("r3", 1, "main"))).isInstanceOf(Absent.class);
  }

  private ProcessDriverHost host(Duration lease) {
    return new ProcessDriverHost(
        new ProcessHostConfig(spark.home(), null, null, dir.resolve("secrets"), lease, Map.of()),
        store,
        dir.resolve("data"),
        new SettableClock(Jobs.START));
  }

  private DriverFolder folder(DriverRef ref) {
    return DriverFolder.of(dir.resolve("data/runs"), ref);
  }

  private void start(JobSpec.Step step) {
    host.start(REF, assignment(step), step, GuardedProcess.sinceBoot());
  }

  private StepResult run(JobSpec.Step step) {
    start(step);
    ended(REF);
    return host.result(REF, assignment(step), step);
  }

  private void ended(DriverRef ref) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> host.find(ref) instanceof Ended);
  }

  private void assertRefused(JobSpec.Step step, String why) throws IOException {
    StepResult result = run(step);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.failureClass()).isEqualTo(FailureClass.CONFIGURATION);
    assertThat(result.cause()).contains(why);
    assertThat(result.exitCode()).isNull();
    start(step);
    assertThat(spark.starts()).isEmpty();
    assertThat(folder(REF).conf()).doesNotExist();
  }

  private static Assignment assignment(JobSpec.Step step) {
    return Jobs.assignment("r1", "me", step);
  }

  private static JobSpec.Step plan(String code) {
    return step(Map.of(), Map.of("PLAN", code));
  }

  private static JobSpec.Step step(Map<String, String> conf, Map<String, String> env) {
    return Jobs.step("/jobs/birds.py", List.of(), List.of(), conf, new HashMap<>(env), Map.of());
  }

  private static List<String> commandLines() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(p -> p.getFileName().toString().matches("\\d+"))
          .map(p -> read(p.resolve("cmdline")))
          .toList();
    }
  }

  private static List<String> everyFileIn(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(ProcessDriverHostTest::read).toList();
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
