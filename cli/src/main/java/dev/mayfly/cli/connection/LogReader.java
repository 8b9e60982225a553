package dev.mayfly.cli.connection;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Copies out the logs that summaries link to. */
public final class LogReader {
  private static final Pattern OBJECT = Pattern.compile("s3a?://([^/]+)/(.+)");

  private final Storage storage;

  /**
   * @param storage of the installation; logs in other buckets are read with the same credentials
   */
  public LogReader(Storage storage) {
    this.storage = storage;
  }

  /**
   * @param link {@code s3a://bucket/key} or a {@code file:} address; of all in a folder when it
   *     ends with a slash
   */
  public void copy(String link, OutputStream out) throws IOException {
    Matcher object = OBJECT.matcher(link);
    if (object.matches()) {
      var elsewhere =
          new Storage(
              storage.endpoint(), object.group(1), storage.region(), storage.credentialsFile());
      try (var bucket = new Bucket(elsewhere)) {
        String key = object.group(2);
        for (String one : key.endsWith("/") ? bucket.list(key) : List.of(key)) {
          bucket.copyTo(out, one);
        }
      }
      return;
    }
    Path file = link.startsWith("file:") ? Path.of(URI.create(link)) : Path.of(link);
    if (!Files.exists(file)) {
      throw new FileNotFoundException(
          link + " is not on this machine; it lies where the driver ran.");
    }
    try (Stream<Path> files = Files.walk(file, 1)) {
      for (Path one : files.filter(Files::isRegularFile).sorted().toList()) {
        Files.copy(one, out);
      }
    }
  }
}
