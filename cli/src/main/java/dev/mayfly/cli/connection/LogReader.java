package dev.mayfly.cli.connection;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Copies out the logs of steps, of each what it has not copied yet. */
public final class LogReader implements AutoCloseable {
  private static final Pattern OBJECT = Pattern.compile("s3a?://([^/]+)/(.+)");

  private final Storage storage;
  private final Map<String, Bucket> buckets = new HashMap<>();
  private final Map<String, Long> copied = new HashMap<>();

  /**
   * @param storage of the installation; logs in other buckets are read with the same credentials
   */
  public LogReader(Storage storage) {
    this.storage = storage;
  }

  /** Where the logs of a step are that has not ended. */
  public String address(String prefix) {
    return "s3a://" + storage.bucket() + "/" + prefix;
  }

  /**
   * @param link {@code s3a://bucket/key} or a {@code file:} address; of all in a folder when it
   *     ends with a slash
   * @param ended all is there; else a line that may not be whole is left for the next time
   * @return false when there was nothing new
   */
  public boolean copy(String link, boolean ended, OutputStream out) throws IOException {
    Matcher object = OBJECT.matcher(link);
    return object.matches()
        ? copyObjects(bucket(object.group(1)), object.group(2), ended, out)
        : copyFiles(link, out);
  }

  @Override
  public void close() {
    buckets.values().forEach(Bucket::close);
  }

  private boolean copyObjects(Bucket bucket, String prefix, boolean ended, OutputStream out)
      throws IOException {
    boolean any = false;
    for (Map.Entry<String, Long> object : bucket.list(prefix).entrySet()) {
      String key = object.getKey();
      long from = copied.getOrDefault(key, 0L);
      boolean named = prefix.endsWith("/") || key.equals(prefix);
      if (named && object.getValue() > from) {
        byte[] more = bucket.read(key, from);
        int length = ended ? more.length : wholeLines(more);
        out.write(more, 0, length);
        copied.put(key, from + length);
        any |= length > 0;
      }
    }
    return any;
  }

  private boolean copyFiles(String link, OutputStream out) throws IOException {
    if (copied.putIfAbsent(link, 0L) != null) {
      return false;
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
    return true;
  }

  private Bucket bucket(String name) throws IOException {
    Bucket bucket = buckets.get(name);
    if (bucket == null) {
      bucket =
          new Bucket(
              new Storage(storage.endpoint(), name, storage.region(), storage.credentialsFile()));
      buckets.put(name, bucket);
    }
    return bucket;
  }

  private static int wholeLines(byte[] text) {
    int length = text.length;
    while (length > 0 && text[length - 1] != '\n') {
      length--;
    }
    return length;
  }
}
