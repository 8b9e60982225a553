package dev.mayfly.contracts.event;

import org.jspecify.annotations.Nullable;

/**
 * @param master as spark-submit's {@code --master} takes it
 * @param masterUi the master's web page
 */
public record ClusterEndpoints(String master, @Nullable String masterUi) {}
