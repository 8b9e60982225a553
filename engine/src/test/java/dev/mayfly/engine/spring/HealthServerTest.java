package dev.mayfly.engine.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HealthServerTest {
  private static final HealthPart GOOD = new HealthPart("good", () -> {});

  private final HttpClient http = HttpClient.newHttpClient();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger looks = new AtomicInteger();
  private Duration patience = Duration.ofSeconds(20);
  private HealthServer server;
  private int port;

  @AfterEach
  void stop() {
    released.countDown();
    server.stop();
  }

  @Test
  void aServiceIsUpWhenAllItsPartsAre() throws Exception {
    serve(GOOD);

    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(Json.parse(get("/health").body()))
        .isEqualTo(
            Json.parse(
                "{'service':'test','status':'UP','parts':{'good':{'status':'UP'}}}"
                    .replace('\'', '"')));
  }

  @Test
  void whatIsMeasuredIsServedAsPrometheusReadsIt() throws Exception {
    serve(GOOD);

    assertThat(get("/metrics").body()).isEqualTo("measured 1\n");
    assertThat(get("/metrics").headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
  }

  @Test
  void aPartThatIsDownIsNamedWithItsReasonAndTheProcessIsStillAlive() throws Exception {
    serve(GOOD, new HealthPart("broker", this::down));

    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(Json.parse(get("/health").body()).at("/parts/broker/reason").asString())
        .isEqualTo("nobody there");
    assertThat(Json.parse(get("/health").body()).at("/parts/good/status").asString())
        .isEqualTo("UP");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void aPartThatHangsIsDownAndHoldsUpNoAnswerAndIsAskedOnce() throws Exception {
    patience = Duration.ofMillis(100);
    serve(GOOD, new HealthPart("disk", this::hang));

    for (int i = 0; i < 3; i++) {
      assertThat(Json.parse(get("/health").body()).at("/parts/disk/reason").asString())
          .isEqualTo("it did not answer in time");
    }
    assertThat(looks).hasValue(1);
  }

  @Test
  void nothingElseIsServed() throws Exception {
    serve(GOOD);

    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/health/x").statusCode()).isEqualTo(404);
    HttpRequest post =
        HttpRequest.newBuilder(uri("/health")).POST(BodyPublishers.ofString("x")).build();
    assertThat(http.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void withoutAPortItListensNowhere() {
    port = 0;
    server = server(GOOD);
    server.start();

    assertThat(server.isRunning()).isFalse();
  }

  @Test
  void aDiskIsUpWhileThereIsRoom(@TempDir Path dir) throws Exception {
    serve(GOOD);
    HealthChecks.disk(dir).check().check();
    HealthChecks.disk(dir.resolve("not/yet/there")).check().check();

    assertThatThrownBy(() -> HealthChecks.disk(dir, Long.MAX_VALUE).check().check())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("MiB are free under " + dir);
  }

  private void down() {
    throw new IllegalStateException("nobody there");
  }

  private void hang() throws InterruptedException {
    looks.incrementAndGet();
    released.await();
  }

  private void serve(HealthPart... parts) throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    server = server(parts);
    server.start();
  }

  private HealthServer server(HealthPart... parts) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new HealthServer("test", address, List.of(parts), patience, () -> "measured 1\n");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
