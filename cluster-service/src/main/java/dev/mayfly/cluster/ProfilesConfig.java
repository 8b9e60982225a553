package dev.mayfly.cluster;

import dev.mayfly.cluster.provider.local.LocalProfile;
import dev.mayfly.cluster.provider.local.StandingCluster;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.event.ProfileAnnounced.Limits;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The profiles of the installation: {@code mayfly.profiles.<name>.*}.
 *
 * @param provider {@code local}
 * @param sparkHome a Spark distribution; the profile {@code local} has a default
 * @param python the interpreter of an environment with PySpark; default: none
 * @param allowedPrefixes where applications, further files and repositories may be loaded from;
 *     default: any object and the current folder
 * @param secrets the owners that may use each secret
 * @param daemonOptions of the JVMs of master and workers
 * @param existing the standing clusters by their ids
 */
record ProfilesConfig(
    String provider,
    @Nullable String sparkHome,
    @Nullable String python,
    @Nullable List<String> allowedPrefixes,
    @Nullable Map<String, List<String>> secrets,
    @Nullable Limits limits,
    @Nullable Prices prices,
    @Nullable String daemonOptions,
    @Nullable Map<String, Map<String, String>> existing) {
  private static final String QUICK_START = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  static Map<String, ProfilesConfig> read(Environment environment) {
    var bound =
        Binder.get(environment)
            .bind("mayfly.profiles", Bindable.mapOf(String.class, ProfilesConfig.class));
    return bound.isBound() ? bound.get() : Map.of();
  }

  LocalProfile asLocal(String name) {
    if (!provider.equals("local")) {
      throw new IllegalArgumentException(
          "mayfly.profiles."
              + name
              + ".provider is '"
              + provider
              + "'; expected local, the one provider that this version has");
    }
    if (sparkHome == null) {
      throw new IllegalArgumentException(
          "mayfly.profiles." + name + ".spark-home is missing; expected a Spark distribution");
    }
    return new LocalProfile(
        name,
        Path.of(sparkHome).toAbsolutePath().normalize(),
        python == null ? null : Path.of(python).toAbsolutePath().normalize(),
        allowedPrefixes != null
            ? allowedPrefixes
            : List.of(
                "s3a://", Path.of("").toAbsolutePath().toUri().toString().replace("///", "/")),
        secrets == null ? Map.of() : secrets,
        limits == null ? Limits.NONE : limits,
        prices,
        daemonOptions == null ? QUICK_START : daemonOptions,
        standing("mayfly.profiles." + name + ".existing."));
  }

  private Map<String, StandingCluster> standing(String path) {
    var faults = new ArrayList<Fault>();
    var standing = new TreeMap<String, StandingCluster>();
    if (existing != null) {
      existing.forEach(
          (id, fields) -> standing.put(id, StandingCluster.configured(fields, path + id, faults)));
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    }
    return standing;
  }
}
