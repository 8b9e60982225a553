package dev.mayfly.cluster.provider;

import dev.mayfly.contracts.MemorySize;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that is wanted.
 *
 * @param clusterId the caller's; what the provider makes carries it as a label or name
 * @param cores of each worker
 * @param memory of each worker
 * @param expiry after how long without another {@code ensure} the cluster puts itself out
 * @param existing the standing cluster of the profile that is to be started, or used if it runs;
 *     absent: one is made
 */
public record ClusterRequest(
    String clusterId,
    String profile,
    int workers,
    int cores,
    MemorySize memory,
    Duration expiry,
    @Nullable String existing) {}
