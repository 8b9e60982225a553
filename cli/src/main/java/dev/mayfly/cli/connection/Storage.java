package dev.mayfly.cli.connection;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
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
    var builder =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .region(Region.of(region))
            .forcePathStyle(true)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED);
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    if (credentialsFile != null) {
      Credentials c = Credentials.read(credentialsFile);
      builder.credentialsProvider(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(c.accessKey(), c.secretKey())));
    }
    return builder.build();
  }
}
