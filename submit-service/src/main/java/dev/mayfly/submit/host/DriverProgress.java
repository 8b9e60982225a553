package dev.mayfly.submit.host;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a driver has come, as the listener inside it says.
 *
 * @param waitingSince since when its application has been without any executor; null when it has or
 *     had one
 */
public record DriverProgress(
    int stagesActive,
    int stagesCompleted,
    int tasksTotal,
    int tasksCompleted,
    int tasksFailed,
    long rowsRead,
    long rowsWritten,
    @Nullable String stage,
    @Nullable String sparkUi,
    @Nullable Instant waitingSince) {

  public static final DriverProgress UNKNOWN =
      new DriverProgress(0, 0, 0, 0, 0, 0, 0, null, null, null);
}
