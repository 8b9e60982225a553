package dev.mayfly.cluster.provider.local;

import dev.mayfly.contracts.event.ProfileAnnounced.Limits;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A profile of clusters on this machine.
 *
 * @param sparkHome a Spark distribution
 * @param python the interpreter of an environment with PySpark; null or missing on disk: none
 * @param daemonOptions of the JVMs of master and workers
 * @param existing the standing clusters by their ids
 */
public record LocalProfile(
    String name,
    Path sparkHome,
    @Nullable Path python,
    List<String> allowedPrefixes,
    Map<String, List<String>> secrets,
    Limits limits,
    @Nullable Prices prices,
    String daemonOptions,
    Map<String, StandingCluster> existing) {}
