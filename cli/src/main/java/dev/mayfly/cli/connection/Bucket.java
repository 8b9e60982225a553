package dev.mayfly.cli.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
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

  /** The keys below a prefix, in order. */
  public List<String> list(String prefix) throws IOException {
    try {
      return s3.listObjectsV2Paginator(r -> r.bucket(name).prefix(prefix)).contents().stream()
          .map(S3Object::key)
          .sorted()
          .toList();
    } catch (SdkException e) {
      throw failed("list", prefix, e);
    }
  }

  public void copyTo(OutputStream out, String key) throws IOException {
    try (InputStream in = s3.getObject(r -> r.bucket(name).key(key))) {
      in.transferTo(out);
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
