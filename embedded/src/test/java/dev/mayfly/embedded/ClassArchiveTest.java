package dev.mayfly.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
  @TempDir Path dir;

  @Test
  void theFirstStopLeavesAnArchiveThatTheNextStartMapsIn() throws IOException {
    BrokerOptions options =
        BrokerOptions.in(dir.resolve("data"))
            .withClassPath(jarsOnly())
            .withCacheDir(dir.resolve("cache"));
    ClassArchive archive = ClassArchive.of(dir.resolve("cache"), options.classPath());

    KafkaBroker.start(options).close();

    assertThat(archive.file()).exists();
    try (KafkaBroker second = KafkaBroker.start(options)) {
      assertThat(Files.readString(Path.of("/proc/" + second.pid() + "/maps")))
          .contains(archive.file().toString());
    }
  }

  @Test
  void anotherJarMeansAnotherArchive() throws IOException {
    Path jar = Files.write(dir.resolve("a.jar"), new byte[10]);
    Path before = ClassArchive.of(dir, jar.toString()).file();

    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000));

    assertThat(ClassArchive.of(dir, jar.toString()).file()).isNotEqualTo(before);
  }

  @Test
  void aClassPathWithAFolderGetsNone() throws IOException {
    assertThat(ClassArchive.of(dir, dir.toString())).isNull();
  }

  /** This class path, with this module packed into a jar. */
  private String jarsOnly() throws IOException {
    Path classes = Path.of("target", "classes").toAbsolutePath();
    Path jar = dir.resolve("embedded.jar");
    try (var out = new java.util.jar.JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new java.util.zip.ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    String jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    return jar + File.pathSeparator + jars;
  }
}
