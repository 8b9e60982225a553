package dev.mayfly.sparklistener;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.TaskInfo;

/** Sums over one application; of bounded size however long it runs. Guarded by its own lock. */
final class Totals {
  private static final int LONGEST_REASON = 4096;
  private static final int LONGEST_NAME = 400;
  private static final int MOST_STAGES = 200;
  private static final int MOST_LISTED = 8;
  private static final int MOST_REASONS = 5;

  boolean finished;
  boolean bytesReadPartial;
  String applicationId = "";
  String uiAddress = "";
  long startedAt;
  long unread;
  long executorsAdded;
  long jobsStarted;
  String sparkVersion = "";

  private long jobsEnded;
  private long jobsFailed;
  private long stagesCompleted;
  private long stagesFailed;
  private long tasksTotal;
  private long tasksCompleted;
  private long tasksFailed;
  private long tasksKilled;
  private long executorsRemoved;
  private long executorsLost;
  private long firstTaskAt;
  private long lastTaskAt;
  private long bytesRead;
  private long rowsRead;
  private long bytesWritten;
  private long rowsWritten;
  private long shuffleReadBytes;
  private long shuffleWriteBytes;
  private long memorySpilled;
  private long diskSpilled;
  private long peakExecutionMemory;
  private long executorRunTimeMs;
  private long gcTimeMs;
  private String failureReason = "";
  private String executorLossReason = "";
  private final Deque<String> removalReasons = new ArrayDeque<>();
  private final Map<Integer, Stage> active = new LinkedHashMap<>();

  private static final class Stage {
    final int id;
    final String name;
    final int tasks;
    int done;

    Stage(int id, String name, int tasks) {
      this.id = id;
      this.name = name;
      this.tasks = tasks;
    }
  }

  /**
   * @param failure null when it succeeded
   */
  void jobEnded(String failure) {
    jobsEnded++;
    if (failure != null) {
      jobsFailed++;
      failureReason = cut(failure, LONGEST_REASON);
    }
  }

  void stageStarted(int id, String name, int tasks) {
    if (active.size() < MOST_STAGES) {
      active.put(id, new Stage(id, cut(name, LONGEST_NAME), tasks));
    }
    tasksTotal += tasks;
  }

  void stageEnded(int id, String reason) {
    active.remove(id);
    if (reason == null) {
      stagesCompleted++;
    } else {
      stagesFailed++;
      failureReason = cut(reason, LONGEST_REASON);
    }
  }

  void taskStarted(long at) {
    if (firstTaskAt == 0) {
      firstTaskAt = at;
    }
  }

  void taskEnded(int stageId, TaskInfo info, TaskMetrics metrics) {
    lastTaskAt = Math.max(lastTaskAt, info.finishTime());
    if (info.failed()) {
      tasksFailed++;
    } else if (info.killed()) {
      tasksKilled++;
    } else {
      tasksCompleted++;
      Stage stage = active.get(stageId);
      if (stage != null) {
        stage.done++;
      }
    }
    if (metrics != null) {
      spent(metrics);
      if (!info.failed() && !info.killed()) {
        moved(metrics);
      }
    }
  }

  void executorRemoved(String reason) {
    if (finished) {
      return;
    }
    executorsRemoved++;
    if (removalReasons.size() == MOST_REASONS) {
      removalReasons.removeFirst();
    }
    removalReasons.addLast(cut(reason, LONGEST_NAME));
    if (!wanted(reason)) {
      executorsLost++;
      executorLossReason = cut(reason, LONGEST_REASON);
    }
  }

  /** Dynamic allocation lets idle executors go; nothing was lost then. */
  private static boolean wanted(String reason) {
    return reason.contains("killed by driver") || reason.contains("decommission");
  }

  /** What every try of a task cost, also one that came to nothing. */
  private void spent(TaskMetrics metrics) {
    executorRunTimeMs += metrics.executorRunTime();
    gcTimeMs += metrics.jvmGCTime();
    memorySpilled += metrics.memoryBytesSpilled();
    diskSpilled += metrics.diskBytesSpilled();
    peakExecutionMemory = Math.max(peakExecutionMemory, metrics.peakExecutionMemory());
    shuffleReadBytes += metrics.shuffleReadMetrics().totalBytesRead();
    shuffleWriteBytes += metrics.shuffleWriteMetrics().bytesWritten();
  }

  /** What went in and out, once: a failed or killed try is repeated, and its output dropped. */
  private void moved(TaskMetrics metrics) {
    bytesRead += metrics.inputMetrics().bytesRead();
    rowsRead += metrics.inputMetrics().recordsRead();
    bytesWritten += metrics.outputMetrics().bytesWritten();
    rowsWritten += metrics.outputMetrics().recordsWritten();
  }

  String toJson() {
    JsonText json = new JsonText();
    json.text("status", finished ? "FINISHED" : "RUNNING");
    json.text("applicationId", applicationId);
    json.text("uiAddress", uiAddress);
    json.number("startedAt", startedAt);
    json.text("sparkVersion", sparkVersion);
    json.number("jobsStarted", jobsStarted);
    json.number("jobsEnded", jobsEnded);
    json.number("jobsFailed", jobsFailed);
    json.number("stagesActive", active.size());
    json.number("stagesCompleted", stagesCompleted);
    json.number("stagesFailed", stagesFailed);
    json.number("tasksTotal", tasksTotal);
    json.number("tasksCompleted", tasksCompleted);
    json.number("tasksFailed", tasksFailed);
    json.number("tasksKilled", tasksKilled);
    json.number("executorsAdded", executorsAdded);
    json.number("executorsRemoved", executorsRemoved);
    json.number("executorsLost", executorsLost);
    json.texts("executorRemovalReasons", removalReasons);
    json.text("executorLossReason", executorLossReason);
    json.number("firstTaskAt", firstTaskAt);
    json.number("lastTaskAt", lastTaskAt);
    json.number("bytesRead", bytesRead);
    json.bool("bytesReadPartial", bytesReadPartial);
    json.number("rowsRead", rowsRead);
    json.number("bytesWritten", bytesWritten);
    json.number("rowsWritten", rowsWritten);
    json.number("shuffleReadBytes", shuffleReadBytes);
    json.number("shuffleWriteBytes", shuffleWriteBytes);
    json.number("memorySpilled", memorySpilled);
    json.number("diskSpilled", diskSpilled);
    json.number("peakExecutionMemory", peakExecutionMemory);
    json.number("executorRunTimeMs", executorRunTimeMs);
    json.number("gcTimeMs", gcTimeMs);
    json.text("failureReason", failureReason);
    json.number("unread", unread);
    currentStages(json);
    return json + "\n";
  }

  /** The oldest one in fields of its own too, for readers who show one. */
  private void currentStages(JsonText json) {
    List<JsonText> current = new ArrayList<>();
    for (Stage stage : active.values()) {
      if (current.isEmpty()) {
        json.text("stage", stage.name);
        json.number("stageTasks", stage.tasks);
        json.number("stageTasksDone", stage.done);
      }
      if (current.size() < MOST_LISTED) {
        JsonText one = new JsonText();
        one.number("id", stage.id);
        one.text("name", stage.name);
        one.number("done", stage.done);
        one.number("total", stage.tasks);
        current.add(one);
      }
    }
    json.objects("currentStages", current);
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest);
  }
}
