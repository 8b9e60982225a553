package dev.mayfly.submit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.embedded.S3Server;
import dev.mayfly.storage.StorageConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3StoreTest {
  @TempDir static Path dir;
  private static S3Server server;
  private static S3Store store;

  @BeforeAll
  static void begin() throws IOException {
    server = S3Server.start(dir.resolve("s3"), 0, "key", "secret-key");
    server.createBucket("mayfly-jobs");
    store = at(server.endpoint().toString());
  }

  @AfterAll
  static void end() throws IOException {
    store.close();
    server.close();
  }

  @Test
  void whatIsPutCanBeFetchedByTheAddressItGot() throws IOException {
    Path file = Files.writeString(dir.resolve("one.log"), "some words");
    String address = store.put("logs/r1/1/one.log", file);
    assertThat(address).isEqualTo("s3a://mayfly-jobs/logs/r1/1/one.log");

    Path target = dir.resolve("fetched/deep/one.log");
    store.fetch(address, target);
    store.fetch(address, target);
    assertThat(target).hasContent("some words");
  }

  @Test
  void whatLiesUnderAPrefixIsCounted() throws IOException {
    Path file = Files.writeString(dir.resolve("part"), "12345");
    store.put("out/birds/part-0", file);
    store.put("out/birds/part-1", file);
    store.put("out/other/part-0", file);

    assertThat(store.list("s3a://mayfly-jobs/out/birds/"))
        .isEqualTo(new ObjectStore.Listing(2, 10));
    assertThat(store.list("s3a://mayfly-jobs/none/")).isEqualTo(new ObjectStore.Listing(0, 0));
  }

  @Test
  void aMissingObjectOrBucketIsToldFromABrokenStore() {
    Path target = dir.resolve("never");
    assertThatThrownBy(() -> store.fetch("s3a://mayfly-jobs/none.jar", target))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("s3a://mayfly-jobs/none.jar");
    assertThatThrownBy(() -> store.fetch("s3a://no-such-bucket/none.jar", target))
        .isInstanceOf(FileNotFoundException.class);
    assertThat(target).doesNotExist();
  }

  @Test
  void whatIsNoAddressIsSaid() {
    assertThatThrownBy(() -> store.fetch("/tmp/file", dir.resolve("never")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected s3a://bucket/key");
  }

  @Test
  void aServerThatIsNotThereFailsSoon() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Path file = Files.writeString(dir.resolve("lost"), "words");
    try (S3Store lost = at("http://127.0.0.1:" + free)) {
      long begun = System.nanoTime();
      assertThatThrownBy(() -> lost.put("logs/lost", file))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(FileNotFoundException.class)
          .hasMessageContaining("cannot write");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void itsCheckTellsABucketThatIsThereFromOneThatIsNot() throws IOException {
    store.check();
    try (S3Store none =
        new S3Store(
            new StorageConfig(
                "no-such-bucket", server.endpoint().toString(), null, "key", "secret-key"))) {
      assertThatThrownBy(none::check)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot reach s3a://no-such-bucket/");
    }
  }

  private static S3Store at(String endpoint) {
    return new S3Store(new StorageConfig("mayfly-jobs", endpoint, null, "key", "secret-key"));
  }
}
