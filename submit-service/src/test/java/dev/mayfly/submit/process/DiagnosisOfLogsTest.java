package dev.mayfly.submit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosisOfLogsTest {
  private static final String BEGINNING =
      """
      WARNING: Using incubator modules: jdk.incubator.vector
      26/11/21 10:57:02 INFO SparkContext: Running Spark version 4.2.0
      26/11/21 10:57:02 WARN NativeCodeLoader: Unable to load native-hadoop library for your platform... using builtin-java classes where applicable
      26/11/21 10:57:03 INFO Utils: Successfully started service 'sparkDriver' on port 33173.
      """;

  /** Spark went on after both: a task was tried again, and a class was only looked for. */
  private static final String SURVIVED =
      """
      26/11/21 10:57:04 WARN Catalog: no metrics plugin
      java.lang.ClassNotFoundException: com.example.Plugin
      \tat java.base/java.net.URLClassLoader.findClass(URLClassLoader.java:445)
      26/11/21 10:57:05 WARN TaskSetManager: Lost task 0.0 in stage 0.0 (TID 0) (10.0.0.3 executor 1): ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: Command exited with code 52
      26/11/21 10:57:06 WARN TaskSetManager: Lost task 0.0 in stage 1.0 (TID 9) (10.0.0.3 executor 2): FetchFailed(BlockManagerId(1, 10.0.0.3, 41009, None), shuffleId=0, mapIndex=0, mapId=0, reduceId=0, message=
      """;

  private static final String STAGE_FAILURE =
      "Exception in thread \"main\" org.apache.spark.SparkException: Job aborted due to stage"
          + " failure: Task 0 in stage 0.0 failed 4 times, most recent failure: Lost task 0.3 in"
          + " stage 0.0 (TID 137) (10.0.0.3 executor 3): ";

  @Test
  void exitZeroIsASuccessUnlessTheApplicationWasStillRunning() {
    assertThat(Diagnosis.of(0, true, BEGINNING).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(Diagnosis.of(0, null, BEGINNING).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertFailed(
        Diagnosis.of(0, false, BEGINNING), FailureClass.APPLICATION, "while its application was");
  }

  @Test
  void anExceptionIsToldByItsLastCauseAndTheUsersOwnFrame() {
    String log =
        BEGINNING
            + """
            Exception in thread "main" java.lang.RuntimeException: cannot load birds
            \tat com.example.Birds$.main(Birds.scala:12)
            \tat org.apache.spark.deploy.JavaMainApplication.start(SparkApplication.scala:52)
            Caused by: java.io.UncheckedIOException: java.io.IOException: bad row 17
            \tat com.example.Rows.next(Rows.java:40)
            \t... 14 more
            Caused by: java.io.IOException: bad row 17
            \tat java.base/java.io.Reader.read(Reader.java:1)
            \tat scala.collection.Iterator.next(Iterator.scala:9)
            \tat com.example.Rows.parse(Rows.java:55)
            \t... 15 more
            """;
    Diagnosis end = Diagnosis.of(1, false, log);
    assertFailed(end, FailureClass.APPLICATION, "java.io.IOException: bad row 17");
    assertThat(end.cause())
        .startsWith("java.io.IOException: bad row 17\n  at com.example.Rows.parse(Rows.java:55)")
        .endsWith("(exit code 1)");
  }

  @Test
  void systemExitIsTheApplications() {
    assertFailed(Diagnosis.of(3, false, BEGINNING), FailureClass.APPLICATION, "exit code 3");
  }

  @Test
  void aPythonTracebackIsToldByItsLastLine() {
    String log =
        BEGINNING
            + """
            Traceback (most recent call last):
              File "/jobs/birds.py", line 7, in <module>
                main()
              File "/jobs/birds.py", line 3, in main
                raise ValueError("no birds today")
            ValueError: no birds today
            """;
    assertFailed(
        Diagnosis.of(1, false, log), FailureClass.APPLICATION, "ValueError: no birds today");
  }

  @Test
  void aHeapCrashIsOutOfMemory() {
    String log = "Aborting due to java.lang.OutOfMemoryError: Java heap space\n" + BEGINNING;
    assertFailed(
        Diagnosis.of(134, false, log),
        FailureClass.OUT_OF_MEMORY,
        "java.lang.OutOfMemoryError: Java heap space");
  }

  @Test
  void anExecutorsExhaustedHeapIsOutOfMemory() {
    String log =
        BEGINNING
            + STAGE_FAILURE
            + "ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason:"
            + " Command exited with code 52\nDriver stacktrace:\n";
    assertFailed(Diagnosis.of(1, false, log), FailureClass.OUT_OF_MEMORY, "code 52");
    log =
        BEGINNING
            + STAGE_FAILURE
            + "java.lang.OutOfMemoryError: Java heap space\n\tat com.example.Rows.all(Rows.java:5)\n"
            + "Caused by: java.lang.OutOfMemoryError: Java heap space\n";
    assertFailed(Diagnosis.of(1, false, log), FailureClass.OUT_OF_MEMORY, "Java heap space");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ExecutorLostFailure (executor 137 exited unrelated to the running tasks) Reason: worker lost: 10.0.0.3:40001 heartbeat timeout",
        "ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: Command exited with code 137"
      })
  void executorsLostWithoutProofOfMemoryAreInfrastructure(String reason) {
    assertFailed(
        Diagnosis.of(1, false, BEGINNING + STAGE_FAILURE + reason + "\n"),
        FailureClass.INFRASTRUCTURE,
        "ExecutorLostFailure");
  }

  @Test
  void aMissingClassIsConfiguration() {
    assertFailed(
        Diagnosis.of(101, null, "Error: Failed to load class com.example.Missing.\n"),
        FailureClass.CONFIGURATION,
        "com.example.Missing");
    String log =
        BEGINNING
            + """
            Exception in thread "main" java.lang.NoClassDefFoundError: com/example/Lib
            \tat com.example.Birds$.main(Birds.scala:12)
            Caused by: java.lang.ClassNotFoundException: com.example.Lib
            \tat java.base/java.net.URLClassLoader.findClass(URLClassLoader.java:445)
            """;
    assertFailed(Diagnosis.of(1, null, log), FailureClass.CONFIGURATION, "com.example.Lib");
  }

  @Test
  void aMissingFileOrModuleIsConfiguration() {
    assertFailed(
        Diagnosis.of(
            2,
            null,
            "/usr/bin/python3: can't open file '/jobs/none.py': [Errno 2] No such file or directory\n"),
        FailureClass.CONFIGURATION,
        "/jobs/none.py");
    assertFailed(
        Diagnosis.of(
            1,
            null,
            """
            Traceback (most recent call last):
              File "/jobs/birds.py", line 1, in <module>
                import ornithology
            ModuleNotFoundError: No module named 'ornithology'
            """),
        FailureClass.CONFIGURATION,
        "ornithology");
  }

  @Test
  void aMasterThatRemovedTheApplicationIsInfrastructure() {
    String log =
        BEGINNING
            + """
            26/11/21 10:58:00 ERROR StandaloneSchedulerBackend: Application has been killed. Reason: Master removed our application: FAILED
            Exception in thread "main" org.apache.spark.SparkException: Job aborted due to stage failure: Master removed our application: FAILED
            \tat com.example.Birds$.main(Birds.scala:12)
            """;
    assertFailed(
        Diagnosis.of(1, false, log), FailureClass.INFRASTRUCTURE, "Master removed our application");
  }

  @Test
  void whatSparkLivedThroughIsNotWhatTheApplicationDiedOf() {
    assertFailed(
        Diagnosis.of(3, false, BEGINNING + SURVIVED), FailureClass.APPLICATION, "exit code 3");
    assertFailed(
        Diagnosis.of(
            1,
            false,
            BEGINNING
                + SURVIVED
                + "Exception in thread \"main\" java.lang.IllegalStateException: no birds\n"
                + "\tat com.example.Birds$.main(Birds.scala:12)\n"),
        FailureClass.APPLICATION,
        "no birds");
  }

  @ParameterizedTest
  @ValueSource(ints = {137, 143})
  void aKillWithoutProofIsInfrastructure(int code) {
    assertFailed(
        Diagnosis.of(code, false, BEGINNING),
        FailureClass.INFRASTRUCTURE,
        "killed by someone else than Mayfly (exit code " + code + ")");
  }

  @Test
  void noExitCodeIsInfrastructure() {
    assertFailed(
        Diagnosis.of(null, true, BEGINNING), FailureClass.INFRASTRUCTURE, "without an exit code");
  }

  @Test
  void aLongCauseIsCut() {
    String log = "Exception in thread \"main\" java.lang.Error: " + "x".repeat(50_000) + "\n";
    assertThat(Diagnosis.of(1, null, log).cause()).hasSizeLessThan(2100);
  }

  @Test
  @Timeout(10)
  void whateverAJobWritesIsReadSoon() {
    int size = 256 << 10;
    String end = "\nException in thread \"main\" java.lang.Error: no birds\n";
    for (String written :
        List.of(
            "x".repeat(size),
            "\n".repeat(size),
            "python".repeat(size / 6),
            "Traceback (most recent call last):\n" + "  File\n".repeat(size / 7) + "E: x\n")) {
      assertFailed(
          Diagnosis.of(1, null, written + end + written), FailureClass.APPLICATION, "no birds");
    }
  }

  private static void assertFailed(Diagnosis end, FailureClass cls, String cause) {
    assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(end.failureClass()).as(end.toString()).isEqualTo(cls);
    assertThat(end.cause()).contains(cause);
  }
}
