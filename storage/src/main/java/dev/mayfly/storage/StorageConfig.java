package dev.mayfly.storage;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The installation's object storage.
 *
 * @param bucket where uploads, logs and event logs are kept; null: logs stay where the driver ran
 * @param endpoint null: Amazon's own
 * @param accessKey null: from the environment, as the AWS SDK finds it
 */
public record StorageConfig(
    @Nullable String bucket,
    @Nullable String endpoint,
    @Nullable String region,
    @Nullable String accessKey,
    @Nullable String secretKey) {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

  /**
   * The caller closes it. Every part of Mayfly that reaches objects does so by this one.
   *
   * @param longestCall all tries of one call together; null: as long as it takes
   */
  public S3Client client(@Nullable Duration longestCall) {
    var http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(LONGEST_CONNECT)
            .socketTimeout(LONGEST_SILENCE);
    var builder =
        S3Client.builder()
            .httpClientBuilder(http)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(c -> c.apiCallTimeout(longestCall))
            .region(Region.of(region == null ? "us-east-1" : region));
    if (endpoint != null) {
      builder.endpointOverride(URI.create(endpoint)).forcePathStyle(true);
    }
    if (accessKey != null && secretKey != null) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
    }
    return builder.build();
  }

  /** What a job's Spark needs to reach the same storage. For a file that only the driver reads. */
  public Map<String, String> sparkConf() {
    var conf = new LinkedHashMap<String, String>();
    put(conf, "spark.hadoop.fs.s3a.endpoint", endpoint);
    put(conf, "spark.hadoop.fs.s3a.endpoint.region", region);
    put(conf, "spark.hadoop.fs.s3a.access.key", accessKey);
    put(conf, "spark.hadoop.fs.s3a.secret.key", secretKey);
    if (endpoint != null) {
      conf.put("spark.hadoop.fs.s3a.path.style.access", "true");
      conf.put(
          "spark.hadoop.fs.s3a.connection.ssl.enabled",
          Boolean.toString(endpoint.startsWith("https:")));
    }
    return conf;
  }

  private static void put(Map<String, String> conf, String name, @Nullable String value) {
    if (value != null) {
      conf.put(name, value);
    }
  }

  @Override
  public String toString() {
    return "StorageConfig[bucket=" + bucket + ", endpoint=" + endpoint + "]";
  }
}
