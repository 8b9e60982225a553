package dev.mayfly.sparklistener;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MayflyListenerTest {
  @TempDir Path folder;

  @Test
  void aFinishedApplicationIsSummedUpWithItsRowsTasksAndJobs() throws Exception {
    Driver driver =
        Driver.run("write", folder, Map.of("spark.ui.enabled", "true", "spark.ui.port", "0"));

    assertThat(driver.exitCode()).as(driver.log()).isZero();
    JsonNode json = driver.json();
    assertThat(json.path("status").asText()).isEqualTo("FINISHED");
    assertThat(json.path("applicationId").asText()).startsWith("local-");
    assertThat(json.path("sparkVersion").asText()).startsWith("4.");
    assertThat(json.path("uiAddress").asText()).startsWith("http://127.0.0.1:");
    assertThat(json.path("rowsWritten").asLong()).isEqualTo(1000);
    assertThat(json.path("bytesWritten").asLong()).isEqualTo(parquetBytes());
    assertThat(json.path("shuffleReadBytes").asLong())
        .isPositive()
        .isEqualTo(json.path("shuffleWriteBytes").asLong());
    assertThat(json.path("tasksCompleted").asLong())
        .isGreaterThanOrEqualTo(4)
        .isEqualTo(json.path("tasksTotal").asLong());
    assertThat(json.path("jobsStarted").asLong())
        .isPositive()
        .isEqualTo(json.path("jobsEnded").asLong());
    assertThat(json.path("jobsFailed").asLong()).isZero();
    assertThat(json.path("stagesActive").asLong()).isZero();
    assertThat(json.path("currentStages")).isEmpty();
    assertThat(json.path("executorsLost").asLong()).isZero();
    assertThat(json.path("lastTaskAt").asLong())
        .isGreaterThanOrEqualTo(json.path("firstTaskAt").asLong());
    assertThat(json.path("firstTaskAt").asLong())
        .isGreaterThanOrEqualTo(json.path("startedAt").asLong());
    assertThat(json.path("bytesReadPartial").asBoolean()).isTrue();
    assertThat(json.path("unread").asLong()).isZero();
    assertThat(json.has("failureReason")).isFalse();
  }

  @Test
  void aTaskThatIsTriedAgainCountsItsRowsOnceAndBytesAreWholeWithVectoredReadingOff()
      throws Exception {
    Driver driver =
        Driver.run(
            "retry", folder, Map.of("spark.hadoop.parquet.hadoop.vectored.io.enabled", "false"));

    assertThat(driver.exitCode()).as(driver.log()).isZero();
    assertThat(driver.json().path("bytesReadPartial").asBoolean(true)).isFalse();
    assertThat(driver.json().path("tasksFailed").asLong()).isEqualTo(1);
    assertThat(driver.json().path("tasksCompleted").asLong()).isEqualTo(1);
    assertThat(driver.json().path("rowsRead").asLong()).isEqualTo(10);
    assertThat(driver.json().path("jobsFailed").asLong()).isZero();
  }

  @Test
  void anApplicationThatThrowsEndsWithTheReasonInSparksWords() throws Exception {
    Driver driver = Driver.run("throw", folder, Map.of());

    assertThat(driver.exitCode()).isNotZero();
    assertThat(driver.json().path("status").asText()).isEqualTo("FINISHED");
    assertThat(driver.json().path("jobsFailed").asLong()).isEqualTo(1);
    assertThat(driver.json().path("failureReason").asText())
        .contains("no such wing")
        .hasSizeLessThanOrEqualTo(4096);
  }

  @Test
  void aDriverThatIsCutOffLeavesAFileThatStillSaysRunning() throws Exception {
    Driver driver = Driver.run("halt", folder, Map.of());

    assertThat(driver.exitCode()).isEqualTo(9);
    assertThat(driver.json().path("status").asText()).isEqualTo("RUNNING");
    assertThat(driver.json().path("jobsEnded").asLong()).isEqualTo(1);
    assertThat(folder.resolve("metrics.json.new")).doesNotExist();
  }

  @Test
  void aFileThatCannotBeWrittenAndASettingThatIsNonsenseDoNotHurtTheApplication() throws Exception {
    Driver driver =
        Driver.run(
            "write",
            folder,
            Map.of(
                "spark.mayfly.metricsFile",
                folder.resolve("missing/metrics.json").toString(),
                "spark.hadoop.parquet.hadoop.vectored.io.enabled",
                "perhaps"));

    assertThat(driver.log()).doesNotContain("mayfly-metrics");
    assertThat(folder.resolve("out/_SUCCESS")).exists();
    assertThat(folder.resolve("missing")).doesNotExist();
  }

  private long parquetBytes() throws Exception {
    try (var files = Files.list(folder.resolve("out"))) {
      return files
          .filter(f -> f.toString().endsWith(".parquet"))
          .mapToLong(f -> f.toFile().length())
          .sum();
    }
  }
}
