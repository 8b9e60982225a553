package dev.mayfly.submit.process;

import dev.mayfly.contracts.Json;
import dev.mayfly.process.GuardedProcess;
import dev.mayfly.submit.host.DriverRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The folder of one driver: all that is known of it outlives this JVM here. */
record DriverFolder(Path path) {

  static DriverFolder of(Path runs, DriverRef ref) {
    return new DriverFolder(
        runs.resolve(asName(ref.runId()) + "-attempt-" + ref.attempt())
            .resolve(asName(ref.step())));
  }

  /** Whatever an id holds, it names one folder right here, and no two ids name the same. */
  private static String asName(String id) {
    String name = URLEncoder.encode(id, StandardCharsets.UTF_8);
    return name.startsWith(".") ? "%2E" + name.substring(1) : name;
  }

  GuardedProcess process() {
    return GuardedProcess.at(path.resolve("driver"));
  }

  Path conf() {
    return path.resolve("spark.properties");
  }

  Path sparkHome() {
    return path.resolve("spark-home");
  }

  Path metrics() {
    return path.resolve("metrics.json");
  }

  Path report() {
    return path.resolve("report.json");
  }

  Path eventLog() {
    return path.resolve("events");
  }

  Path artifacts() {
    return path.resolve("artifacts");
  }

  Path crashLog() {
    return path.resolve("crash.log");
  }

  /** Why it was never started; present only then. */
  Path refusal() {
    return path.resolve("refused.json");
  }

  Path ref() {
    return path.resolve("ref.json");
  }

  Path result() {
    return path.resolve("result.json");
  }

  /** Written whole or not at all, and readable by its owner only. */
  void write(Path file, byte[] content) {
    try {
      Files.createDirectories(path);
      Path temporary =
          Files.createTempFile(
              path,
              "new",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        // What did not fit would take the room of what may.
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** What only a live driver needs, secrets among it. Done again, it does nothing. */
  void forgetInputs() {
    try {
      Files.deleteIfExists(conf());
      if (Files.isDirectory(artifacts())) {
        try (Stream<Path> files = Files.walk(artifacts())) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete what the driver in " + path + " was given", e);
    }
  }

  <T> @Nullable T read(Path file, Class<T> type) {
    try {
      return Files.exists(file) ? Json.read(Files.readAllBytes(file), type) : null;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Null when it is missing or no JSON: others write it. */
  @Nullable JsonNode readForeign(Path file, int mostBytes) {
    try {
      return Files.exists(file) && Files.size(file) <= mostBytes
          ? Json.mapper().readTree(Files.readAllBytes(file))
          : null;
    } catch (IOException | JacksonException e) {
      return null;
    }
  }
}
