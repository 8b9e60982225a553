package dev.mayfly.conformance.engine;

import static dev.mayfly.conformance.engine.TestInstallation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.spring.SequencerConfiguration;
import dev.mayfly.engine.spring.SequencerInputs;
import dev.mayfly.testkit.disk.SmallDisk;
import dev.mayfly.testkit.kafka.PrivateBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import tools.jackson.databind.JsonNode;

/** A service whose broker is not there, goes, hangs and comes back; and what its health says. */
@Timeout(180)
class BrokerOutageTest {
  /** Past the time-outs of sessions and transactions, which are 10 s. */
  private static final Duration LONG_HANG = Duration.ofSeconds(14);

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path dir;

  @Configuration(proxyBeanMethods = false)
  @Import(SequencerConfiguration.class)
  static class Service {
    @Bean
    SequencerInputs inputs(Topics topics) {
      return SequencerInputs.of(topics, "scheduler");
    }

    @Bean
    Decision decision(Topics topics) {
      return new CountingDecision(topics);
    }
  }

  @Test
  void aServiceWaitsForItsBrokerAndItsHealthNamesIt() throws Exception {
    try (PrivateBroker broker = PrivateBroker.start();
        var installation = new TestInstallation(broker.bootstrapServers(), dir)) {
      int port = freePort();
      try (var service = start(installation.topics(), broker.bootstrapServers(), port, Map.of())) {
        installation.say("one");
        installation.awaitCounted(List.of("one 1"));
        assertThat(health(port).statusCode()).isEqualTo(200);

        broker.kill();
        await("DOWN").until(() -> health(port).statusCode() == 503);
        JsonNode down = Json.parse(health(port).body());
        assertThat(down.at("/status").asString()).isEqualTo("DOWN");
        assertThat(down.at("/parts/broker/status").asString()).isEqualTo("DOWN");
        assertThat(down.at("/parts/broker/reason").asString())
            .startsWith("no broker answers at " + broker.bootstrapServers());
        assertThat(down.at("/parts/sequencer/status").asString()).isEqualTo("UP");
        assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);

        broker.restart();
        await("UP").until(() -> health(port).statusCode() == 200);
        installation.say("two");
        installation.awaitCounted(List.of("one 1", "two 2"));
        assertThat(service.isRunning()).isTrue();
      }
      assertThatThrownBy(() -> health(port)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void withoutABrokerAtItsStartItEndsWithASentence() throws Exception {
    String nobody = "127.0.0.1:" + freePort();
    var patience =
        Map.<String, Object>of(
            "spring.kafka.properties[default.api.timeout.ms]", "2000",
            "spring.kafka.properties[request.timeout.ms]", "1000");

    assertThatThrownBy(() -> start(new Topics("nowhere"), nobody, 0, patience).close())
        .rootCause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("scheduler-service does not start, because the topics at " + nobody)
        .hasMessageContaining("See that the broker runs there");
  }

  @Test
  void aHealthPortThatIsTakenIsSaidAndNothingStarts() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> start(new Topics("nowhere"), "127.0.0.1:1", port, Map.of()).close())
          .rootCause()
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("mayfly.health.port");
    }
  }

  /** As slow as a broker can be whose disk does not answer. */
  @Test
  @Tag("slow")
  void aBrokerThatHangsPastEveryTimeOutCostsTimeAndNothingElse() throws Exception {
    try (PrivateBroker broker = PrivateBroker.start();
        var installation = new TestInstallation(broker.bootstrapServers(), dir)) {
      int port = freePort();
      try (var service = start(installation.topics(), broker.bootstrapServers(), port, Map.of())) {
        installation.say("one", "two");
        signal("STOP", broker.pid());
        Instant end = Instant.now().plus(LONG_HANG);
        await("the time-outs to pass").until(() -> Instant.now().isAfter(end));
        assertThat(health(port).body()).contains("no broker answers");
        signal("CONT", broker.pid());

        installation.say("three");
        installation.awaitCounted(List.of("one 1", "two 2", "three 3"));
        assertThat(service.isRunning()).isTrue();
      }
    }
  }

  @Test
  @Tag("slow")
  void aBrokerWhoseDiskIsFullEndsAndGoesOnWhenThereIsRoomAgain() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("disk"), 150);
        PrivateBroker broker = PrivateBroker.start(disk.path().resolve("kafka"));
        var installation = new TestInstallation(broker.bootstrapServers(), dir)) {
      int port = freePort();
      try (var service = start(installation.topics(), broker.bootstrapServers(), port, Map.of())) {
        installation.say("one");
        installation.awaitCounted(List.of("one 1"));

        Path filler = disk.fill();
        var waiting = CompletableFuture.runAsync(() -> installation.say("two", "three"));
        await("the broker's end").until(() -> !broker.isAlive());
        await("DOWN").until(() -> health(port).body().contains("no broker answers"));

        Files.delete(filler);
        broker.restart();
        waiting.get(60, TimeUnit.SECONDS);
        installation.awaitCounted(List.of("one 1", "two 2", "three 3"));
        await("UP").until(() -> health(port).statusCode() == 200);
        assertThat(service.isRunning()).isTrue();
      }
    }
  }

  private HttpResponse<String> health(int port) throws IOException, InterruptedException {
    return get(port, "/health");
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private AnnotationConfigApplicationContext start(
      Topics topics, String servers, int healthPort, Map<String, Object> more) {
    var properties = new HashMap<String, Object>(more);
    properties.put("mayfly.installation", topics.installation());
    properties.put("mayfly.data-dir", dir.toString());
    properties.put("mayfly.health.port", healthPort);
    properties.put("spring.kafka.bootstrap-servers", servers);
    var context = new AnnotationConfigApplicationContext();
    context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("t", properties));
    context.register(Service.class);
    try {
      context.refresh();
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
    return context;
  }
}
