package dev.mayfly.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A class-data-sharing archive for one class path and one JVM. The JVM rejects an archive silently
 * when a jar or the JVM differs, so both are part of the file's name. The first broker writes it
 * when it stops; the JVM writes beside the final name, since a killed one leaves half a file.
 */
record ClassArchive(Path file, Path unfinished) {

  /** Null where the class path has folders, with which the JVM makes no archive. */
  static @Nullable ClassArchive of(Path cacheDir, String classPath) throws IOException {
    Path dir = Files.createDirectories(cacheDir.toAbsolutePath());
    StringBuilder key = new StringBuilder(System.getProperty("java.vm.version", ""));
    key.append('\n').append(System.getProperty("java.home", ""));
    for (String entry : classPath.split(File.pathSeparator)) {
      File jar = new File(entry);
      if (jar.isDirectory()) {
        return null;
      }
      key.append('\n')
          .append(entry)
          .append(' ')
          .append(jar.length())
          .append(' ')
          .append(jar.lastModified());
    }
    String name = "kafka-broker-" + hash(key.toString());
    return new ClassArchive(
        dir.resolve(name + ".jsa"),
        dir.resolve(name + "." + ProcessHandle.current().pid() + ".new"));
  }

  List<String> flags() {
    return Files.exists(file)
        ? List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", "-Xlog:cds=off")
        : List.of(
            "-XX:ArchiveClassesAtExit=" + unfinished, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
  }

  /** To be called when the broker has ended by itself. */
  void adopt() throws IOException {
    if (Files.exists(unfinished)) {
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256, but this one has not.", e);
    }
  }
}
