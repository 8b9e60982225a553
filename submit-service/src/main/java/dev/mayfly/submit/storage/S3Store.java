package dev.mayfly.submit.storage;

import dev.mayfly.storage.ObjectAddress;
import dev.mayfly.storage.StorageConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Objects in S3 or in what speaks its protocol. */
public final class S3Store implements ObjectStore, AutoCloseable {
  /** All tries of one call together; the shipping of a run's logs ends at the first that fails. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(50);

  private static final Duration LONGEST_PASSING_CALL = Duration.ofSeconds(5);

  private static final Duration LONGEST_CHECK = Duration.ofSeconds(3);

  private static final int MOST_LISTED = 100_000;

  private final String bucket;
  private final S3Client s3;

  public S3Store(StorageConfig config) {
    String named = config.bucket();
    if (named == null) {
      throw new IllegalArgumentException("mayfly.storage.bucket is missing; expected its name");
    }
    this.bucket = named;
    this.s3 = config.client(LONGEST_CALL);
  }

  @Override
  public String put(String key, Path file) throws IOException {
    try {
      s3.putObject(r -> r.bucket(bucket).key(key), file);
      return "s3a://" + bucket + "/" + key;
    } catch (SdkException e) {
      throw new IOException("cannot write s3a://" + bucket + "/" + key + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void putPassing(String key, byte[] content) throws IOException {
    try {
      s3.putObject(
          r ->
              r.bucket(bucket)
                  .key(key)
                  .overrideConfiguration(c -> c.apiCallTimeout(LONGEST_PASSING_CALL)),
          RequestBody.fromBytes(content));
    } catch (SdkException e) {
      throw new IOException("cannot write s3a://" + bucket + "/" + key + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void fetch(String uri, Path target) throws IOException {
    ObjectAddress from = ObjectAddress.of(uri);
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      Files.deleteIfExists(target);
      s3.getObject(r -> r.bucket(from.bucket()).key(from.key()), target);
    } catch (NoSuchKeyException | NoSuchBucketException e) {
      throw new FileNotFoundException(uri + " does not exist");
    } catch (SdkException e) {
      throw new IOException("cannot read " + uri + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Listing list(String prefix) throws IOException {
    ObjectAddress at = ObjectAddress.of(prefix);
    long objects = 0;
    long bytes = 0;
    try {
      var request = ListObjectsV2Request.builder().bucket(at.bucket()).prefix(at.key()).build();
      for (var object : s3.listObjectsV2Paginator(request).contents()) {
        objects++;
        bytes += object.size();
        if (objects == MOST_LISTED) {
          break;
        }
      }
      return new Listing(objects, bytes);
    } catch (SdkException e) {
      throw new IOException("cannot list " + prefix + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void check() throws IOException {
    try {
      s3.headBucket(
          r -> r.bucket(bucket).overrideConfiguration(c -> c.apiCallTimeout(LONGEST_CHECK)));
    } catch (SdkException e) {
      throw new IOException("cannot reach s3a://" + bucket + "/: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    s3.close();
  }
}
