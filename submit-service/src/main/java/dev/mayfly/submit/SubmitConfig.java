package dev.mayfly.submit;

import dev.mayfly.contracts.Times;
import dev.mayfly.storage.StorageConfig;
import dev.mayfly.submit.process.ProcessHostConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * {@code mayfly.submit.*}.
 *
 * @param profiles whose clusters it runs drivers for; default: local
 * @param sparkHome a Spark distribution of the clusters' version; required
 * @param python the interpreter of an environment with PySpark; default: none
 * @param listenerJar what reports metrics from inside the driver; default: none
 * @param secrets a folder with a file for each secret; default: none
 * @param sparkConf laid under each job's own {@code conf}
 */
record SubmitConfig(
    @Nullable List<String> profiles,
    @Nullable String sparkHome,
    @Nullable String python,
    @Nullable String listenerJar,
    @Nullable String secrets,
    @Nullable Map<String, String> sparkConf) {

  static SubmitConfig read(Environment environment) {
    return Binder.get(environment).bindOrCreate("mayfly.submit", Bindable.of(SubmitConfig.class));
  }

  static StorageConfig storage(Environment environment) {
    return Binder.get(environment).bindOrCreate("mayfly.storage", Bindable.of(StorageConfig.class));
  }

  List<String> servedProfiles() {
    return profiles == null ? List.of("local") : profiles;
  }

  ProcessHostConfig host(Times times, StorageConfig storage) {
    if (sparkHome == null) {
      throw new IllegalArgumentException(
          "mayfly.submit.spark-home is missing; expected a Spark distribution");
    }
    var conf = new java.util.LinkedHashMap<>(storage.sparkConf());
    conf.putAll(sparkConf == null ? Map.of() : sparkConf);
    return new ProcessHostConfig(
        absolute(sparkHome),
        optional(python),
        listener(),
        optional(secrets),
        times.driverLease(),
        conf);
  }

  /** Without it a job runs all the same, and its summary has no metrics. */
  private @Nullable Path listener() {
    Path jar = optional(listenerJar);
    return jar != null && Files.exists(jar) ? jar : null;
  }

  private static @Nullable Path optional(@Nullable String path) {
    return path == null ? null : absolute(path);
  }

  /** Not resolved through links: the interpreter of a Python environment is one. */
  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }
}
