package dev.mayfly.contracts.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Totals over one Spark application, as the listener in its driver saw them. Bytes, rows and
 * milliseconds.
 *
 * @param bytesReadPartial Spark counts only part of the bytes read of parquet with vectored I/O
 */
public record StepMetrics(
    @Nullable String applicationId,
    long bytesRead,
    boolean bytesReadPartial,
    long rowsRead,
    long bytesWritten,
    long rowsWritten,
    long shuffleReadBytes,
    long shuffleWriteBytes,
    long memorySpilled,
    long diskSpilled,
    long peakExecutionMemory,
    long executorRunTimeMs,
    long gcTimeMs,
    int tasks,
    int tasksFailed,
    int stages,
    int executorsLost,
    @Nullable Instant firstTaskAt,
    @Nullable Instant lastTaskAt) {}
