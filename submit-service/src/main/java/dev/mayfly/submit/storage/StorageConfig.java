package dev.mayfly.submit.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
