package dev.mayfly.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server inside this JVM, on the loopback address, whose buckets are folders and whose
 * objects are plain files. The same folder may be served again later. Clients use path style and
 * any region.
 */
public final class S3Server implements AutoCloseable {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private final S3Proxy proxy;
  private final BlobStore store;

  private S3Server(S3Proxy proxy, BlobStore store) {
    this.proxy = proxy;
    this.store = store;
  }

  /**
   * @param dir where the buckets are; made if missing
   * @param port on 127.0.0.1; 0 takes any free one
   * @throws IOException if the port is taken or the folder cannot be used
   */
  public static S3Server start(Path dir, int port, String accessKey, String secretKey)
      throws IOException {
    Path root = Files.createDirectories(dir.toAbsolutePath());
    BlobStore store = new FilesystemNio2BlobStore(root.toString());
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
            .ignoreUnknownHeaders(true)
            // Jetty's polite stop waits for idle keep-alive connections too, two seconds each time.
            .stopTimeout(0)
            .build();
    try {
      proxy.start();
    } catch (Exception e) {
      store.close();
      throw new IOException(
          "The S3 server could not start on 127.0.0.1:%d with %s: %s. Free the port or choose another."
              .formatted(port, root, e.getMessage()),
          e);
    }
    return new S3Server(proxy, store);
  }

  /** {@code http://127.0.0.1:<port>}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  /** Makes a bucket; one that exists is left as it is. */
  public void createBucket(String name) {
    if (!BUCKET.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" cannot be a bucket's name; use 3 to 63 lower-case letters, digits, dots and hyphens, such as \"mayfly-jobs\"."
              .formatted(name));
    }
    if (!store.containerExists(name)) {
      store.createContainer(name);
    }
  }

  /** Cuts off requests under way; stop the clients first. */
  @Override
  public void close() throws IOException {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IOException(
          "The S3 server on %s did not stop cleanly; its port may stay taken until this process ends."
              .formatted(endpoint()),
          e);
    } finally {
      store.close();
    }
  }
}
