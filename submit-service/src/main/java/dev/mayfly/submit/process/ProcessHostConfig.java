package dev.mayfly.submit.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How drivers are run as processes here.
 *
 * @param sparkHome must be of the clusters' own version
 * @param python the interpreter of an environment with PySpark; null: none
 * @param listenerJar what reports from inside the driver; null: no metrics
 * @param secrets a folder with a file for each secret, named as the secret; null: none
 * @param lease L: a driver whose heartbeats nobody acknowledges for so long ends itself
 * @param sparkConf laid under each job's own
 */
public record ProcessHostConfig(
    Path sparkHome,
    @Nullable Path python,
    @Nullable Path listenerJar,
    @Nullable Path secrets,
    Duration lease,
    Map<String, String> sparkConf) {}
