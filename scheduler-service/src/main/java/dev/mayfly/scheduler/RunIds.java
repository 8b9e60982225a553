package dev.mayfly.scheduler;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.schedule.Schedule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ids of runs that nobody named: whoever asks for the same run derives the same. */
final class RunIds {
  private RunIds() {}

  /** Of whoever gave no id. */
  static String of(String identity) {
    return Json.sha256(identity).substring(0, 32);
  }

  /**
   * @param schedule of the job; null when it has none
   */
  static String ofTick(String job, @Nullable Schedule schedule, Instant due) {
    return of("tick " + job + " " + (schedule == null ? "" : schedule.text()) + " " + due);
  }

  /**
   * @param completed the run that the job follows
   */
  static String ofTrigger(String job, String completed) {
    return of("trigger " + job + " " + completed);
  }
}
