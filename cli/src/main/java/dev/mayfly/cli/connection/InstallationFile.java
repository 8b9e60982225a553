package dev.mayfly.cli.connection;

import dev.mayfly.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What {@code mayfly up} tells the other commands about itself, in {@code
 * .mayfly/installation.json}.
 *
 * @param pid of the process that runs the installation
 * @param credentialsFile a {@link Credentials}
 */
public record InstallationFile(
    long pid,
    String bootstrapServers,
    String installation,
    String dataDir,
    String s3Endpoint,
    String bucket,
    String region,
    String credentialsFile) {

  public static Optional<InstallationFile> read(Path file) throws IOException {
    try {
      return Optional.of(Json.read(Files.readAllBytes(file), InstallationFile.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  public void write(Path file) throws IOException {
    Path folder = Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    Path temporary = Files.createTempFile(folder, "installation", ".tmp");
    Files.write(temporary, Json.bytes(this));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
