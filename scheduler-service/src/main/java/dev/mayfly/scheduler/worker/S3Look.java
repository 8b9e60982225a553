package dev.mayfly.scheduler.worker;

import dev.mayfly.storage.ObjectAddress;
import dev.mayfly.storage.StorageConfig;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Asks S3 for an object's head. The client is made when something is first waited for. */
public final class S3Look implements ObjectLook, AutoCloseable {
  private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
  private static final int NOT_FOUND = 404;

  private final StorageConfig config;
  private @Nullable S3Client made;

  public S3Look(StorageConfig config) {
    this.config = config;
  }

  @Override
  public boolean isThere(String object) throws IOException {
    if (config.bucket() == null) {
      throw new IOException("this scheduler has no object storage (mayfly.storage.bucket)");
    }
    ObjectAddress at = ObjectAddress.of(object);
    try {
      client().headObject(r -> r.bucket(at.bucket()).key(at.key()));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return false;
      }
      throw failed(object, e);
    } catch (SdkException e) {
      throw failed(object, e);
    }
  }

  private static IOException failed(String object, SdkException e) {
    return new IOException("cannot look for " + object + ": " + e.getMessage(), e);
  }

  private synchronized S3Client client() {
    S3Client client = made == null ? config.client(LONGEST_CALL) : made;
    made = client;
    return client;
  }

  @Override
  public synchronized void close() {
    if (made != null) {
      made.close();
    }
  }
}
