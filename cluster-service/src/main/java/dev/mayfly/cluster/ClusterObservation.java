package dev.mayfly.cluster;

import dev.mayfly.cluster.provider.Observed;

/** What a worker saw when it performed a command. */
public record ClusterObservation(
    String clusterId, ClusterCommand.Action action, long generation, Observed observed) {}
