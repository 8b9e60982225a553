package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM rejects an archive silently, so the classes that come from it are counted. */
class ClassSharingTest {
  private static final Layout LAYOUT = new Layout(Path.of(".."), Path.of("target", "none"));

  @TempDir Path folder;

  @Test
  void aDriversClassesComeFromTheArchive() throws Exception {
    assertThat(loaded("bin/spark-submit", "--version")).hasSizeGreaterThan(300);
  }

  @Test
  void aMastersClassesComeFromTheArchive() throws Exception {
    assertThat(loaded("bin/spark-class", "org.apache.spark.deploy.master.Master", "--help"))
        .hasSizeGreaterThan(300);
  }

  @Test
  void aSparkHomeFromElsewhereHasNone() {
    assertThat(ClassSharing.options(folder)).isEmpty();
  }

  /** The classes that came out of the archive made over the JVM's own. */
  private List<String> loaded(String script, String... arguments) throws Exception {
    Path log = folder.resolve("classes.log");
    String options = ClassSharing.options(LAYOUT.sparkHome()) + " -Xlog:class+load:file=" + log;
    var command = new ProcessBuilder(LAYOUT.sparkHome().resolve(script).toString());
    command.command().addAll(List.of(arguments));
    command.redirectErrorStream(true).redirectOutput(folder.resolve("out.log").toFile());
    command.environment().put("SPARK_SUBMIT_OPTS", options);
    command.environment().put("SPARK_DAEMON_JAVA_OPTS", options);
    // As a driver gets its listener: behind everything else.
    command.environment().put("SPARK_DIST_CLASSPATH", LAYOUT.listenerJar().toString());
    command.start().waitFor();
    assertThat(log).as(Files.readString(folder.resolve("out.log"))).exists();
    try (var lines = Files.lines(log)) {
      return lines.filter(l -> l.endsWith("source: shared objects file (top)")).toList();
    }
  }
}
