package dev.mayfly.standalone;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The options with which Spark's JVMs take their classes from the archive that was made with the
 * Spark home. A JVM that the archive was not made for goes without it and says nothing.
 */
final class ClassSharing {
  private ClassSharing() {}

  /** Empty where there is no archive, as in a Spark home from elsewhere. */
  static String options(Path sparkHome) {
    Path archive = sparkHome.resolve("classes.jsa").toAbsolutePath();
    return Files.exists(archive)
        ? "-XX:SharedArchiveFile=" + archive + " -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
        : "";
  }
}
