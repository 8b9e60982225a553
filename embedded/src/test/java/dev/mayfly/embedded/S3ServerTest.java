package dev.mayfly.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3ServerTest {
  @TempDir Path dir;

  @Test
  void objectsArePutReadListedAndDeletedInBatches() throws IOException {
    try (S3Server server = start(0);
        S3Client s3 =
            client(server.endpoint(), "secret", RequestChecksumCalculation.WHEN_SUPPORTED)) {
      server.createBucket("jobs");
      server.createBucket("jobs");
      put(s3, "a/wren.txt", "small");
      put(s3, "a/robin.txt", "red");
      put(s3, "b/owl.txt", "wise");

      assertThat(get(s3, "a/robin.txt")).isEqualTo("red");
      assertThat(keys(s3, "a/")).containsExactly("a/robin.txt", "a/wren.txt");
      assertThat(dir.resolve("jobs/a/robin.txt")).as("objects are plain files").hasContent("red");

      s3.deleteObjects(
          r ->
              r.bucket("jobs")
                  .delete(
                      d ->
                          d.objects(
                              ObjectIdentifier.builder().key("a/wren.txt").build(),
                              ObjectIdentifier.builder().key("b/owl.txt").build())));
      assertThat(keys(s3, "")).containsExactly("a/robin.txt");
    }
  }

  @Test
  void aLargeObjectComesInParts() throws IOException {
    byte[] part = new byte[5 * 1024 * 1024];
    part[part.length - 1] = 7;
    try (S3Server server = start(0);
        S3Client s3 =
            client(server.endpoint(), "secret", RequestChecksumCalculation.WHEN_REQUIRED)) {
      server.createBucket("jobs");
      String upload = s3.createMultipartUpload(r -> r.bucket("jobs").key("big")).uploadId();
      List<CompletedPart> parts =
          List.of(uploadPart(s3, upload, 1, part), uploadPart(s3, upload, 2, new byte[] {1, 2, 3}));
      s3.completeMultipartUpload(
          r -> r.bucket("jobs").key("big").uploadId(upload).multipartUpload(m -> m.parts(parts)));

      assertThat(s3.headObject(r -> r.bucket("jobs").key("big")).contentLength())
          .isEqualTo(part.length + 3L);
      byte[] seam =
          s3.getObjectAsBytes(
                  r -> r.bucket("jobs").key("big").range("bytes=%d-".formatted(part.length - 1)))
              .asByteArray();
      assertThat(seam).containsExactly(7, 1, 2, 3);
    }
  }

  @Test
  void aRestartOnTheSameFolderAndPortKeepsTheObjects() throws IOException {
    int port;
    try (S3Server server = start(0);
        S3Client s3 =
            client(server.endpoint(), "secret", RequestChecksumCalculation.WHEN_REQUIRED)) {
      port = server.endpoint().getPort();
      server.createBucket("jobs");
      put(s3, "wren.txt", "small");
    }
    try (S3Server server = start(port);
        S3Client s3 =
            client(server.endpoint(), "secret", RequestChecksumCalculation.WHEN_REQUIRED)) {
      assertThat(server.endpoint().getPort()).isEqualTo(port);
      assertThat(get(s3, "wren.txt")).isEqualTo("small");
    }
  }

  @Test
  void aWrongSecretIsRefused() throws IOException {
    try (S3Server server = start(0);
        S3Client s3 =
            client(server.endpoint(), "wrong", RequestChecksumCalculation.WHEN_REQUIRED)) {
      server.createBucket("jobs");

      assertThatThrownBy(() -> put(s3, "wren.txt", "small"))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
      assertThat(Files.exists(dir.resolve("jobs/wren.txt"))).isFalse();
    }
  }

  @Test
  void aTakenPortIsTold() throws IOException {
    try (S3Server server = start(0)) {
      int taken = server.endpoint().getPort();

      assertThatThrownBy(() -> start(taken))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + taken);
    }
  }

  @Test
  void aBadBucketNameIsRefused() throws IOException {
    try (S3Server server = start(0)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> server.createBucket("../jobs"))
          .withMessageContaining("mayfly-jobs");
    }
  }

  private S3Server start(int port) throws IOException {
    return S3Server.start(dir, port, "key", "secret");
  }

  private static S3Client client(
      URI endpoint, String secret, RequestChecksumCalculation checksums) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.EU_CENTRAL_1)
        .forcePathStyle(true)
        .requestChecksumCalculation(checksums)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", secret)))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static CompletedPart uploadPart(S3Client s3, String upload, int number, byte[] bytes) {
    String tag =
        s3.uploadPart(
                r -> r.bucket("jobs").key("big").uploadId(upload).partNumber(number),
                RequestBody.fromBytes(bytes))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  private static void put(S3Client s3, String key, String text) {
    s3.putObject(r -> r.bucket("jobs").key(key), RequestBody.fromString(text));
  }

  private static String get(S3Client s3, String key) {
    return s3.getObjectAsBytes(r -> r.bucket("jobs").key(key)).asUtf8String();
  }

  private static List<String> keys(S3Client s3, String prefix) {
    return s3.listObjectsV2(r -> r.bucket("jobs").prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .toList();
  }
}
