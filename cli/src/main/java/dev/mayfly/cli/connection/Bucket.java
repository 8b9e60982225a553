package dev.mayfly.cli.connection;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of an installation. Every failure is an {@link IOException} that says which. */
public final class Bucket implements AutoCloseable {
  private final S3Client s3;
  private final String name;
  private final @Nullable Object endpoint;

  public Bucket(Storage storage) throws IOException {
    this.s3 = storage.client();
    this.name = storage.bucket();
    this.endpoint = storage.endpoint();
  }

  /**
   * @return false when it was there already
   */
  public boolean putIfMissing(Path file, String key) throws IOException {
    try {
      s3.headObject(r -> r.bucket(name).key(key));
      return false;
    } catch (NoSuchKeyException e) {
      put(file, key);
      return true;
    } catch (SdkException e) {
      throw failed("look for", key, e);
    }
  }

  public void put(Path file, String key) throws IOException {
    try {
      s3.putObject(r -> r.bucket(name).key(key), RequestBody.fromFile(file));
    } catch (SdkException e) {
      throw failed("write", key, e);
    }
  }

  /** The keys below a prefix, in order, and how many bytes each object has. */
  public SortedMap<String, Long> list(String prefix) throws IOException {
    try {
      return s3.listObjectsV2Paginator(r -> r.bucket(name).prefix(prefix)).contents().stream()
          .collect(Collectors.toMap(S3Object::key, S3Object::size, (a, b) -> b, TreeMap::new));
    } catch (SdkException e) {
      throw failed("list", prefix, e);
    }
  }

  /**
   * @param from the first byte that is wanted, less than the object has
   */
  public byte[] read(String key, long from) throws IOException {
    try {
      return s3.getObjectAsBytes(r -> r.bucket(name).key(key).range("bytes=" + from + "-"))
          .asByteArray();
    } catch (SdkException e) {
      throw failed("read", key, e);
    }
  }

  @Override
  public void close() {
    s3.close();
  }

  private IOException failed(String what, String key, SdkException e) {
    return new IOException(
        "Could not %s s3a://%s/%s%s: %s"
            .formatted(what, name, key, endpoint == null ? "" : " at " + endpoint, e.getMessage()),
        e);
  }
}
