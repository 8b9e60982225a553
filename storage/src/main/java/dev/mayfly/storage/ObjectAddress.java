package dev.mayfly.storage;

import java.io.IOException;

/**
 * An object, or what lies under a prefix, as Spark writes it: {@code s3a://bucket/key}.
 *
 * @param key empty for a whole bucket
 */
public record ObjectAddress(String bucket, String key) {
  private static final String SCHEME = "s3a://";

  public static ObjectAddress of(String uri) throws IOException {
    if (!uri.startsWith(SCHEME)) {
      throw new IOException("'" + uri + "' is no address of an object; expected s3a://bucket/key");
    }
    int slash = uri.indexOf('/', SCHEME.length());
    return slash < 0
        ? new ObjectAddress(uri.substring(SCHEME.length()), "")
        : new ObjectAddress(uri.substring(SCHEME.length(), slash), uri.substring(slash + 1));
  }
}
