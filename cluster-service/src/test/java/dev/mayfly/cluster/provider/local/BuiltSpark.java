package dev.mayfly.cluster.provider.local;

import dev.mayfly.contracts.event.ProfileAnnounced.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Spark that Mayfly assembles, started as an installation starts it. */
final class BuiltSpark {
  private static final Path HOME =
      Path.of("../spark-distribution/target/spark").toAbsolutePath().normalize();

  private BuiltSpark() {}

  static LocalProfile profile(Map<String, StandingCluster> existing) {
    return new LocalProfile(
        "test",
        HOME,
        null,
        List.of("s3a://"),
        Map.of(),
        Limits.NONE,
        null,
        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:SharedArchiveFile="
            + HOME.resolve("classes.jsa"),
        existing);
  }
}
