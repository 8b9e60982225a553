package dev.mayfly.cluster.provider.local;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import dev.mayfly.contracts.event.ProfileAnnounced.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What this machine and the profile's Spark distribution offer. */
final class LocalCapabilities {
  private static final Pattern CORE_JAR = Pattern.compile("spark-core_[0-9.]+-(.+)\\.jar");
  private static final Pattern PYSPARK = Pattern.compile("pyspark-(.+)\\.dist-info");

  private LocalCapabilities() {}

  static ProfileAnnounced of(LocalProfile profile, Duration expiry, Instant now) {
    List<String> python = python(profile);
    return new ProfileAnnounced(
        profile.name(),
        "local",
        sparkVersion(profile.sparkHome()),
        python,
        python.isEmpty()
            ? "run ./mayfly python, which makes an environment with PySpark, and start again"
            : null,
        profile.allowedPrefixes(),
        profile.secrets(),
        limits(profile.limits()),
        profile.prices(),
        expiry,
        existing(profile),
        now);
  }

  private static Map<String, ExistingCluster> existing(LocalProfile profile) {
    var all = new TreeMap<String, ExistingCluster>();
    profile.existing().forEach((id, cluster) -> all.put(id, cluster.size()));
    return all;
  }

  static String sparkVersion(Path sparkHome) {
    return firstMatch(sparkHome.resolve("jars"), CORE_JAR)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    sparkHome
                        + " is no Spark distribution: it has no jars/spark-core_*.jar; set spark-home of the profile"));
  }

  /** The version of PySpark beside the interpreter; PySpark must be of the cluster's version. */
  private static List<String> python(LocalProfile profile) {
    Path python = profile.python();
    if (python == null || !Files.isExecutable(python)) {
      return List.of();
    }
    Path lib = python.toAbsolutePath().resolve("../../lib").normalize();
    try (Stream<Path> versions = Files.list(lib)) {
      return versions
          .flatMap(v -> firstMatch(v.resolve("site-packages"), PYSPARK))
          .filter(v -> v.equals(sparkVersion(profile.sparkHome())))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The machine's own memory and cores where the profile sets no limit. */
  private static Limits limits(Limits set) {
    long memory = physicalMemory();
    return new Limits(
        set.workers(),
        set.coresPerWorker(),
        set.memoryPerWorker() != null
            ? set.memoryPerWorker()
            : memory == 0 ? null : new MemorySize(memory >> 20 << 20));
  }

  private static long physicalMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getTotalMemorySize()
        : 0;
  }

  private static Stream<String> firstMatch(Path folder, Pattern form) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> form.matcher(f.getFileName().toString()))
          .filter(Matcher::matches)
          .map(m -> m.group(1))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
