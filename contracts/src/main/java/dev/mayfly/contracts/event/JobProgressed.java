package dev.mayfly.contracts.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of an attempt: its submitter lives, and so does the driver of this step. Each step
 * that runs has heartbeats of its own.
 *
 * @param sparkUi address of the driver's web page while it lives
 */
public record JobProgressed(
    String runId,
    int attempt,
    @Nullable String step,
    int stagesActive,
    int stagesCompleted,
    int tasksTotal,
    int tasksCompleted,
    int tasksFailed,
    long rowsRead,
    long rowsWritten,
    @Nullable String stage,
    @Nullable String sparkUi,
    Instant at)
    implements Event {}
