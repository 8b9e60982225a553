package dev.mayfly.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GuardedProcessTest {

  private static final Duration NO_LEASE = Duration.ZERO;

  @TempDir Path root;
  private Path dir;
  private GuardedProcess process;

  /**
   * A time to sleep that no other process on this host sleeps, by which a test's processes are
   * found.
   */
  private final String nap = "7" + ThreadLocalRandom.current().nextInt(100_000, 1_000_000);

  @BeforeEach
  void makeProcess() {
    dir = root.resolve("run 1/step");
    process = GuardedProcess.at(dir);
  }

  @AfterEach
  void nothingIsLeft() {
    process.kill();
    await().untilAsserted(() -> assertThat(Processes.running("sleep", nap)).isEmpty());
    await().untilAsserted(() -> assertThat(Processes.naming(root)).isEmpty());
  }

  @Nested
  class Starting {

    @Test
    void nothingIsThereBeforeTheStart() {
      assertThat(process.state()).isEqualTo(new State.Absent());
      assertThat(process.settle()).isEqualTo(new State.Absent());
    }

    @Test
    void aSecondStartAdoptsTheRunningProcess() {
      assertThat(start("sleep", nap)).isEqualTo(Start.STARTED);
      State first = process.state();
      assertThat(first).isInstanceOf(State.Running.class);

      GuardedProcess again = GuardedProcess.at(dir);
      assertThat(again.start(List.of("sleep", nap), Map.of(), NO_LEASE)).isEqualTo(Start.ALREADY);
      assertThat(again.state()).isEqualTo(first);
      await().untilAsserted(() -> assertThat(Processes.running("sleep", nap)).hasSize(1));
    }

    @Test
    void aStartAfterTheEndDoesNotRunItAgain() throws IOException {
      start("bash", "-c", "echo once >> times");
      ended();
      assertThat(start("bash", "-c", "echo once >> times")).isEqualTo(Start.ALREADY);
      // Past the check of the marker in Java, as when the marker appears just after it.
      assertThat(
              GuardScript.execute(
                  process.guardCommand(NO_LEASE, Duration.ZERO, List.of("touch", "times2")),
                  Map.of()))
          .isEqualTo("ALREADY");
      assertThat(process.workingDirectory().resolve("times")).hasContent("once");
      assertThat(process.workingDirectory().resolve("times2")).doesNotExist();
    }

    @Test
    void ofManyStartersAtOnceExactlyOneStartsIt() throws Exception {
      int starters = 8;
      CountDownLatch ready = new CountDownLatch(starters);
      Callable<String> starter =
          () -> {
            List<String> command =
                process.guardCommand(
                    NO_LEASE, Duration.ZERO, List.of("bash", "-c", "echo once >> times"));
            ready.countDown();
            ready.await();
            return GuardScript.execute(command, Map.of());
          };
      ExecutorService threads = Executors.newFixedThreadPool(starters);
      List<String> answers = new ArrayList<>();
      try {
        for (var answer : threads.invokeAll(Collections.nCopies(starters, starter))) {
          answers.add(answer.get());
        }
      } finally {
        threads.shutdownNow();
      }
      List<String> expected = new ArrayList<>(Collections.nCopies(starters - 1, "ALREADY"));
      expected.add("STARTED");
      assertThat(answers).containsExactlyInAnyOrderElementsOf(expected);
      ended();
      assertThat(process.workingDirectory().resolve("times")).hasContent("once");
    }

    @Test
    void theEnvironmentReachesTheCommandAndNoCommandLine() {
      process.start(
          List.of("bash", "-c", "echo \"$KEY\"; sleep " + nap),
          Map.of("KEY", "s3cret " + nap),
          NO_LEASE);
      await().until(() -> process.stdout().tail(100).equals("s3cret " + nap + "\n"));
      assertThat(Processes.naming(Path.of("s3cret " + nap))).isEmpty();
    }

    @Test
    void aGuardStartedByWhatAnotherGuardsOutlivesIt() {
      GuardedProcess inner = GuardedProcess.at(root.resolve("inner"));
      List<String> outer =
          new ArrayList<>(inner.guardCommand(NO_LEASE, Duration.ZERO, List.of("sleep", nap)));
      assertThat(process.start(outer, Map.of(), NO_LEASE)).isEqualTo(Start.STARTED);
      assertThat(ended()).isEqualTo(new State.Exited(0, EndedBy.EXIT));
      assertThat(inner.state()).isInstanceOf(State.Running.class);
      await().untilAsserted(() -> assertThat(Processes.running("sleep", nap)).hasSize(1));
      inner.kill();
    }

    @Test
    void theCommandIgnoresNoSignalThatItsStarterDoesNot() throws IOException {
      start("grep", "SigIgn", "/proc/self/status");
      ended();
      String own =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .findFirst()
              .orElseThrow();
      assertThat(ignored(process.stdout().tail(100))).isEqualTo(ignored(own));
    }

    /**
     * Signals 1 to 31; what is above belongs to the C library, which ignores two of them in what it
     * spawns.
     */
    private long ignored(String line) {
      return Long.parseLong(line.replace("SigIgn:", "").strip(), 16) & 0x7fff_ffff;
    }

    @Test
    void anUnusableDirectoryIsToldInTheGuardsOwnWords() throws IOException {
      Path file = Files.createFile(root.resolve("file"));
      assertThatThrownBy(() -> GuardedProcess.at(file).start(List.of("true"), Map.of(), NO_LEASE))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(file.toString());
    }

    @Test
    void aMissingToolIsNamed() throws IOException {
      Path bin = Files.createDirectories(root.resolve("bin"));
      for (String tool : List.of("bash", "setsid", "setpriv", "stdbuf", "grep")) {
        Path script =
            Files.writeString(bin.resolve(tool), "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
      }
      String script = new GuardScript(dir).file().toString();
      List<String> guard =
          List.of("/usr/bin/bash", script, "start", dir.toString(), "0", "1000", "true");
      assertThatThrownBy(() -> GuardScript.execute(guard, Map.of("PATH", bin.toString())))
          .hasMessageContaining("'flock' is not installed");
      assertThat(process.state()).isEqualTo(new State.Absent());
    }
  }

  @Nested
  class Ending {

    @Test
    void theExitCodeIsTheCommandsOwn() {
      start("bash", "-c", "exit 42");
      assertThat(ended()).isEqualTo(new State.Exited(42, EndedBy.EXIT));
    }

    @Test
    void aSignalFromElsewhereIsTheCommandsOwnEnd() {
      start("bash", "-c", "kill -9 $$");
      assertThat(ended()).isEqualTo(new State.Exited(137, EndedBy.EXIT));
    }

    @Test
    void aCommandThatIsNotThereEndsAsShellsSay() {
      start("/no/such/command");
      assertThat(ended()).isEqualTo(new State.Exited(127, EndedBy.EXIT));
      assertThat(process.stderr().tail(1000)).contains("/no/such/command");
    }

    @Test
    void theEndIsSeenAtOnce() throws IOException {
      start("bash", "-c", "read -r < " + fifo() + "; date +%s%N");
      Files.writeString(root.resolve("fifo"), "go\n");
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> process.state().ended());
      long end = Long.parseLong(process.stdout().tail(100).strip());
      Instant now = Files.getLastModifiedTime(dir.resolve("exit")).toInstant();
      assertThat(Duration.between(Instant.ofEpochSecond(0, end), now))
          .isLessThan(Duration.ofMillis(700));
    }

    @Test
    void whatTheCommandLeavesBehindEndsWithIt() {
      start(
          "bash",
          "-c",
          "sleep "
              + nap
              + " & setsid sleep "
              + nap
              + " & env -i sleep "
              + nap
              + " & disown -a; exit 3");
      assertThat(ended()).isEqualTo(new State.Exited(3, EndedBy.EXIT));
      assertThat(Processes.running("sleep", nap)).isEmpty();
    }

    @Test
    void aPoliteStopLetsTheCommandSayGoodbye() {
      start("bash", "-c", "trap 'echo bye; exit 5' TERM; echo up; sleep " + nap + " & wait");
      await().until(() -> process.stdout().tail(100).equals("up\n"));
      process.stop();
      assertThat(ended()).isEqualTo(new State.Exited(5, EndedBy.STOP));
      assertThat(process.stdout().tail(100)).isEqualTo("up\nbye\n");
    }

    /** Many take a second one for "at once". The watch has looked three times by then. */
    @Test
    void aPoliteStopIsAskedForOnce() {
      start(
          "bash",
          "-c",
          "trap 'echo term' TERM; echo up; end=$((SECONDS + 4));"
              + " while [ $SECONDS -lt $end ]; do sleep 0.2; done; exit 5");
      await().until(() -> process.stdout().tail(100).equals("up\n"));
      process.stop();
      assertThat(ended()).isEqualTo(new State.Exited(5, EndedBy.STOP));
      assertThat(process.stdout().tail(100)).isEqualTo("up\nterm\n");
    }

    @Test
    void whatIgnoresAPoliteStopIsKilled() {
      start(
          "bash", "-c", "trap 'echo no' TERM; echo up; while :; do sleep " + nap + " & wait; done");
      await().until(() -> process.stdout().tail(100).equals("up\n"));
      process.stop();
      await().until(() -> process.stdout().tail(100).contains("no"));
      assertThat(process.state()).isInstanceOf(State.Running.class);
      process.kill();
      assertThat(ended()).isEqualTo(new State.Exited(137, EndedBy.STOP));
    }

    @Test
    void stoppingWhatHasEndedChangesNothing() {
      start("true");
      State end = ended();
      process.stop();
      process.kill();
      assertThat(process.settle()).isEqualTo(end);
    }

    private Path fifo() throws IOException {
      Path fifo = root.resolve("fifo");
      GuardScript.execute(List.of("mkfifo", fifo.toString()), Map.of());
      return fifo;
    }
  }

  @Nested
  class Forbidden {

    @Test
    void itNeverRuns() {
      process.forbid();
      process.forbid();
      assertThat(process.state()).isEqualTo(new State.Voided());
      assertThat(process.start(List.of("sleep", nap), Map.of(), NO_LEASE)).isEqualTo(Start.ALREADY);
      assertThat(Processes.running("sleep", nap)).isEmpty();
    }

    @Test
    void whatWasStartedBeforeRunsOn() {
      start("sleep", nap);
      process.forbid();
      assertThat(process.state()).isInstanceOf(State.Running.class);
      process.kill();
      ended();
    }
  }

  @Nested
  class Lease {

    @Test
    void aLapsedLeaseEndsTheWholeSession() {
      process.start(
          List.of("bash", "-c", "sleep " + nap + " & setsid sleep " + nap + " & wait"),
          Map.of(),
          Duration.ofSeconds(1));
      await().untilAsserted(() -> assertThat(Processes.running("sleep", nap)).hasSize(2));
      assertThat(ended()).isEqualTo(new State.Exited(143, EndedBy.LEASE));
      assertThat(Processes.running("sleep", nap)).isEmpty();
    }

    @Test
    void aRenewedLeaseKeepsTheCommandAlive() {
      process.start(List.of("sleep", "3"), Map.of(), Duration.ofSeconds(1));
      process.renew(GuardedProcess.sinceBoot().plusSeconds(60));
      assertThat(ended()).isEqualTo(new State.Exited(0, EndedBy.EXIT));
    }

    @Test
    void aLeaseThatWasRenewedTooLongAgoEndsTheCommand() {
      process.start(List.of("sleep", nap), Map.of(), Duration.ofSeconds(10));
      process.renew(Duration.ZERO);
      assertThat(ended()).isEqualTo(new State.Exited(143, EndedBy.LEASE));
    }

    @Test
    void aCommandWhoseLeaseHasLapsedBeforeItsStartDoesNotRun() throws IOException {
      List<String> guard =
          process.guardCommand(
              Duration.ofSeconds(1), Duration.ZERO, List.of("touch", root.resolve("ran") + ""));
      assertThat(GuardScript.execute(guard, Map.of())).isEqualTo("STARTED");
      assertThat(ended()).isEqualTo(new State.Exited(143, EndedBy.LEASE));
      assertThat(root.resolve("ran")).doesNotExist();
    }

    @Test
    void theClockIsTheKernels() throws IOException {
      double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
      assertThat(GuardedProcess.sinceBoot().toMillis() / 1000.0).isBetween(uptime, uptime + 5);
    }
  }

  @Nested
  class Crashes {

    @Test
    void theProcessOutlivesTheJvmThatStartedIt() throws Exception {
      Process jvm =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  StarterMain.class.getName(),
                  dir.toString(),
                  nap)
              .redirectErrorStream(true)
              .start();
      try (BufferedReader out = jvm.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).isEqualTo("STARTED");
      }
      assertThat(jvm.descendants()).isEmpty();
      jvm.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      await().untilAsserted(() -> assertThat(Processes.running("sleep", nap)).hasSize(1));
      assertThat(process.state()).isInstanceOf(State.Running.class);
      process.stop();
      assertThat(ended()).isEqualTo(new State.Exited(143, EndedBy.STOP));
    }

    @Test
    void aKilledGuardTakesItsCommandWithIt() throws Exception {
      start(
          "bash",
          "-c",
          "sleep " + nap + " & setsid sleep " + nap + " & env -i sleep " + nap + " & wait");
      await().untilAsserted(() -> assertThat(Processes.running("sleep", nap)).hasSize(3));
      Processes.signal("KILL", List.of(guard()));
      await().untilAsserted(() -> assertThat(Processes.running("sleep", nap)).isEmpty());
      assertThat(process.state()).isEqualTo(new State.Unsettled());
      assertThat(process.settle()).isEqualTo(new State.Voided());
      assertThat(process.state()).isEqualTo(new State.Voided());
      assertThat(start("sleep", nap)).isEqualTo(Start.ALREADY);
    }

    @Test
    void withGuardAndWatcherKilledTheCommandDiesAndSettlingEndsTheRest() throws Exception {
      start("bash", "-c", "echo up; setsid sleep " + nap + " & sleep " + nap);
      await().untilAsserted(() -> assertThat(Processes.running("sleep", nap)).hasSize(2));
      // The first process group of the session: guard, watcher, and the keepers of the output.
      Processes.signal("KILL", List.of(-guard()));
      await().until(() -> process.state().equals(new State.Unsettled()));
      assertThat(process.settle()).isEqualTo(new State.Voided());
      await().untilAsserted(() -> assertThat(Processes.running("sleep", nap)).isEmpty());
    }

    @Test
    void aPidThatWasTakenByAnotherProcessIsNotTheGuard() throws IOException {
      Files.createDirectories(dir);
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      long self = ProcessHandle.current().pid();
      Files.writeString(dir.resolve("marker"), self + " 1 " + boot + " 1\n");
      assertThat(process.state()).isEqualTo(new State.Unsettled());
      process.stop();
      assertThat(process.settle()).isEqualTo(new State.Voided());
    }

    @Test
    void aGuardThatFindsItselfVoidRunsNothing() throws Exception {
      // A marker whose guard died before it wrote who it was.
      Files.createDirectories(dir);
      Files.createFile(dir.resolve("marker"));
      assertThat(process.state()).isEqualTo(new State.Unsettled());
      assertThat(process.settle()).isEqualTo(new State.Voided());

      // A guard between making its marker and locking it, overtaken by a settler: it makes the
      // marker, finds VOID.
      Files.delete(dir.resolve("marker"));
      assertThat(start("touch", "ran")).isEqualTo(Start.ALREADY);
      assertThat(process.workingDirectory().resolve("ran")).doesNotExist();
      assertThat(process.state()).isEqualTo(new State.Voided());
    }

    @Test
    void settlingARunningProcessLeavesItAlone() {
      start("sleep", nap);
      State running = process.state();
      assertThat(process.settle()).isEqualTo(running).isInstanceOf(State.Running.class);
    }
  }

  @Nested
  class Impatience {

    @Test
    void aFloodOfRequestsToEndStillEndsItOnce() {
      start("sleep", nap);
      IntStream.range(0, 40)
          .parallel()
          .forEach(
              i -> {
                if (i % 2 == 0) {
                  process.kill();
                } else {
                  process.stop();
                }
              });
      assertThat(ended()).isInstanceOf(State.Exited.class);
      assertThat(((State.Exited) process.state()).endedBy()).isEqualTo(EndedBy.STOP);
    }

    /** A moment that one start seldom meets. */
    @Test
    void aCommandThatEndsByItselfAsItIsKilledIsSeenToHaveEnded() {
      List<GuardedProcess> many =
          IntStream.range(0, 150)
              .parallel()
              .mapToObj(
                  i -> {
                    GuardedProcess one = GuardedProcess.at(root.resolve("many/" + i));
                    one.start(List.of("true"), Map.of(), NO_LEASE);
                    one.kill();
                    return one;
                  })
              .toList();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> many.stream().allMatch(one -> one.state().ended()));
    }
  }

  @Nested
  class Outputs {

    @Test
    void aLongOutputKeepsItsBeginningAndItsEndWithinTheCap() throws IOException {
      process = process.withOutputCap(10_000);
      start("bash", "-c", "seq 1 300000; echo the end; seq 1 10 >&2");
      assertThat(ended()).isEqualTo(new State.Exited(0, EndedBy.EXIT));
      List<Path> files = process.stdout().files();
      assertThat(files)
          .hasSize(3)
          .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(10_000));
      assertThat(Files.readString(files.get(0))).startsWith("1\n2\n3\n");
      assertThat(process.stdout().tail(10_000))
          .hasSize(10_000)
          .endsWith("\n299999\n300000\nthe end\n");
      assertThat(process.stderr().tail(10_000)).isEqualTo("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
    }

    @Test
    void aLineCanBeReadWhileTheCommandRuns() {
      start("bash", "-c", "echo early; sleep " + nap);
      await().untilAsserted(() -> assertThat(process.stdout().tail(100)).isEqualTo("early\n"));
      assertThat(process.state()).isInstanceOf(State.Running.class);
    }
  }

  private Start start(String... command) {
    return process.start(List.of(command), Map.of(), NO_LEASE);
  }

  private State ended() {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(20))
        .until(() -> process.state().ended());
    return process.state();
  }

  private long guard() {
    return ((State.Running) process.state()).pid();
  }
}
