package dev.mayfly.cluster.provider;

import dev.mayfly.contracts.MemorySize;
import java.time.Duration;

/**
 * The cluster that is wanted.
 *
 * @param clusterId the caller's; what the provider makes carries it as a label or name
 * @param cores of each worker
 * @param memory of each worker
 * @param expiry after how long without another {@code ensure} the cluster puts itself out
 */
public record ClusterRequest(
    String clusterId, String profile, int workers, int cores, MemorySize memory, Duration expiry) {}
