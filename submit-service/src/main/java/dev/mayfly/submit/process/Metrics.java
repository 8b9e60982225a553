package dev.mayfly.submit.process;

import dev.mayfly.contracts.event.StepMetrics;
import dev.mayfly.submit.host.DriverProgress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the listener inside a driver wrote. */
record Metrics(JsonNode json) {

  boolean isFinished() {
    return json.path("status").asString("").equals("FINISHED");
  }

  DriverProgress progress() {

    boolean everHadExecutor = json.path("executorsAdded").asInt(0) > 0;
    return new DriverProgress(
        json.path("stagesActive").asInt(0),
        json.path("stagesCompleted").asInt(0),
        json.path("tasksTotal").asInt(0),
        json.path("tasksCompleted").asInt(0),
        json.path("tasksFailed").asInt(0),
        json.path("rowsRead").asLong(0),
        json.path("rowsWritten").asLong(0),
        text(json.path("stage")),
        text(json.path("uiAddress")),
        everHadExecutor ? null : instant("startedAt"));
  }

  StepMetrics totals() {
    return new StepMetrics(
        text(json.path("applicationId")),
        json.path("bytesRead").asLong(0),
        json.path("bytesReadPartial").asBoolean(false),
        json.path("rowsRead").asLong(0),
        json.path("bytesWritten").asLong(0),
        json.path("rowsWritten").asLong(0),
        json.path("shuffleReadBytes").asLong(0),
        json.path("shuffleWriteBytes").asLong(0),
        json.path("memorySpilled").asLong(0),
        json.path("diskSpilled").asLong(0),
        json.path("peakExecutionMemory").asLong(0),
        json.path("executorRunTimeMs").asLong(0),
        json.path("gcTimeMs").asLong(0),
        json.path("tasksCompleted").asInt(0),
        json.path("tasksFailed").asInt(0),
        json.path("stagesCompleted").asInt(0),
        json.path("executorsLost").asInt(0),
        instant("firstTaskAt"),
        instant("lastTaskAt"));
  }

  private @Nullable Instant instant(String field) {
    long millis = json.path(field).asLong(0);
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }

  private static @Nullable String text(JsonNode value) {
    String text = value.asString("");
    return text.isEmpty() ? null : text;
  }
}
