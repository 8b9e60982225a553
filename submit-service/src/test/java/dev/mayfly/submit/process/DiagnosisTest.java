package dev.mayfly.submit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

  @Test
  void anExitCodeOfZeroIsSuccessUnlessTheApplicationWasStillRunning() {
    assertThat(Diagnosis.of(0, true, "").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(Diagnosis.of(0, null, "").outcome()).isEqualTo(Outcome.SUCCEEDED);
    expect(0, false, "", FailureClass.APPLICATION, "still running");
  }

  @Test
  void anExceptionIsToldByItsLastCauseAndTheUsersOwnFrame() {
    String log =
        """
        Exception in thread "main" java.lang.IllegalStateException: the report could not be made
        \tat com.example.Report.main(Report.java:12)
        Caused by: org.apache.spark.sql.AnalysisException: A column with name `wingspan` cannot be resolved
        \tat org.apache.spark.sql.errors.QueryCompilationErrors$.unresolved(QueryCompilationErrors.scala:1)
        \tat com.example.Report.read(Report.java:31)
        """;
    expect(1, true, log, FailureClass.APPLICATION, "`wingspan` cannot be resolved");
    expect(1, true, log, FailureClass.APPLICATION, "com.example.Report.read(Report.java:31)");
  }

  @Test
  void anExitCodeOfItsOwnIsTheApplications() {
    expect(3, true, "", FailureClass.APPLICATION, "exit code 3");
  }

  @Test
  void aPythonTracebackIsToldByItsLastLine() {
    String log =
        """
        Traceback (most recent call last):
          File "/tmp/clean.py", line 3, in <module>
            main()
        ValueError: day is not a date
        """;
    expect(1, true, log, FailureClass.APPLICATION, "ValueError: day is not a date");
  }

  @Test
  void anExhaustedHeapIsToldByTheCrashMark() {
    String log = "Aborting due to java.lang.OutOfMemoryError: Java heap space\n# A fatal error";
    expect(134, false, log, FailureClass.OUT_OF_MEMORY, "Java heap space");
  }

  @Test
  void anExecutorThatRanOutOfMemoryIsNotTheMachinesFault() {
    String log =
        "Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: Command exited with code 52";
    expect(1, true, log, FailureClass.OUT_OF_MEMORY, "code 52");
  }

  @Test
  void whatIsNotThereIsConfiguration() {
    expect(
        101,
        null,
        "Error: Failed to load class com.example.Gone.",
        FailureClass.CONFIGURATION,
        "com.example.Gone");
    expect(
        1,
        null,
        "ModuleNotFoundError: No module named 'birdlib'",
        FailureClass.CONFIGURATION,
        "birdlib");
  }

  @Test
  void aLostMasterOrExecutorIsInfrastructure() {
    expect(
        1,
        true,
        "ERROR Master removed our application: FAILED",
        FailureClass.INFRASTRUCTURE,
        "Master removed");
  }

  @Test
  void aKillByAnybodyElseIsInfrastructure() {
    expect(137, false, "", FailureClass.INFRASTRUCTURE, "killed by someone else");
    expect(143, true, "", FailureClass.INFRASTRUCTURE, "killed by someone else");
    expect(null, null, "", FailureClass.INFRASTRUCTURE, "without an exit code");
  }

  private static void expect(
      @Nullable Integer code,
      @Nullable Boolean finished,
      String log,
      FailureClass cls,
      String cause) {
    Diagnosis end = Diagnosis.of(code, finished, log);
    assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(end.failureClass()).as(end.toString()).isEqualTo(cls);
    assertThat(end.cause()).contains(cause);
  }
}
