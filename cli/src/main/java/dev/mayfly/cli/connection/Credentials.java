package dev.mayfly.cli.connection;

import dev.mayfly.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** An S3 key pair, kept in a file that only its owner may read. */
public record Credentials(String accessKey, String secretKey) {

  public static Credentials read(Path file) throws IOException {
    return Json.read(Files.readAllBytes(file), Credentials.class);
  }

  public void write(Path file) throws IOException {
    Path temporary =
        Files.createTempFile(
            file.toAbsolutePath().resolveSibling(""),
            "credentials",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(temporary, Json.bytes(this));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public String toString() {
    return "Credentials[" + accessKey + "]";
  }
}
