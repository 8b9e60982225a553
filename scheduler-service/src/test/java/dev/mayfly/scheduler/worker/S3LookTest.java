package dev.mayfly.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.embedded.S3Server;
import dev.mayfly.storage.StorageConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** On a real S3 server. */
class S3LookTest {
  @TempDir static Path dir;
  private static S3Server server;
  private static S3Look look;

  @BeforeAll
  static void begin() throws IOException {
    server = S3Server.start(dir.resolve("s3"), 0, "key", "secret-key");
    server.createBucket("birds");
    look = new S3Look(at(server.endpoint().toString(), "secret-key"));
  }

  @AfterAll
  static void end() throws IOException {
    look.close();
    server.close();
  }

  @Test
  void anObjectIsThereFromWhenItWasPut() throws IOException {
    assertThat(look.isThere("s3a://birds/march/_SUCCESS")).isFalse();
    try (S3Client s3 = at(server.endpoint().toString(), "secret-key").client(null)) {
      s3.putObject(r -> r.bucket("birds").key("march/_SUCCESS"), RequestBody.empty());
    }
    assertThat(look.isThere("s3a://birds/march/_SUCCESS")).as("though it is empty").isTrue();
    assertThat(look.isThere("s3a://birds/march")).as("a folder is no object").isFalse();
    assertThat(look.isThere("s3a://no-such-bucket/march/_SUCCESS")).isFalse();
  }

  @Test
  void whoMayNotLookIsToldFromWhatIsNotThereAndNoSecretIsTold() {
    try (var stranger = new S3Look(at(server.endpoint().toString(), "not-the-secret"))) {
      assertThatThrownBy(() -> stranger.isThere("s3a://birds/march/_SUCCESS"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot look for s3a://birds/march/_SUCCESS")
          .hasMessageNotContaining("not-the-secret");
    }
  }

  @Test
  void storageThatIsNotThereOrNotConfiguredIsSaid() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (var lost = new S3Look(at("http://127.0.0.1:" + free, "secret-key"))) {
      assertThatThrownBy(() -> lost.isThere("s3a://birds/x")).isInstanceOf(IOException.class);
    }
    try (var none = new S3Look(new StorageConfig(null, null, null, null, null))) {
      assertThatThrownBy(() -> none.isThere("s3a://birds/x"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("mayfly.storage.bucket");
    }
  }

  private static StorageConfig at(String endpoint, String secret) {
    return new StorageConfig("birds", endpoint, null, "key", secret);
  }
}
