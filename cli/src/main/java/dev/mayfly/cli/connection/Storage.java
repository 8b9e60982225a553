package dev.mayfly.cli.connection;

import dev.mayfly.storage.StorageConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An installation's object storage.
 *
 * @param endpoint null: Amazon's own
 * @param credentialsFile a {@link Credentials}; null: found as the AWS SDK finds them
 */
public record Storage(
    @Nullable URI endpoint, String bucket, String region, @Nullable Path credentialsFile) {

  /** The caller closes it. */
  public S3Client client() throws IOException {
    Credentials keys = credentialsFile == null ? null : Credentials.read(credentialsFile);
    String address = endpoint == null ? null : endpoint.toString();
    return new StorageConfig(
            bucket,
            address,
            region,
            keys == null ? null : keys.accessKey(),
            keys == null ? null : keys.secretKey())
        .client(null);
  }
}
