package dev.mayfly.engine.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mayfly.contracts.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Says over HTTP which parts of a service are down: {@code GET /health} answers 200, or 503 when
 * one is, within five seconds; {@code GET /health/live} answers 200 for as long as the process can
 * answer at all. {@code GET /metrics} has what is measured, as Prometheus reads it.
 */
final class HealthServer implements SmartLifecycle {
  private static final int REQUESTS_AT_ONCE = 2;
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String service;
  private final InetSocketAddress address;
  private final List<PartLook> parts;
  private final Duration patience;
  private final Supplier<String> metrics;
  private @Nullable Opened opened;

  /**
   * @param address port 0: it listens nowhere
   * @param patience a part that takes longer is down
   * @param metrics in the text format of Prometheus
   */
  HealthServer(
      String service,
      InetSocketAddress address,
      List<HealthPart> parts,
      Duration patience,
      Supplier<String> metrics) {
    this.service = service;
    this.address = address;
    this.parts = parts.stream().map(PartLook::new).toList();
    this.patience = patience;
    this.metrics = metrics;
  }

  private record Opened(HttpServer server, ExecutorService requests, ExecutorService looks) {}

  private record Answer(String service, String status, Map<String, Part> parts) {}

  private record Part(String status, @Nullable String reason) {}

  @Override
  public synchronized void start() {
    if (address.getPort() == 0) {
      return;
    }
    try {
      HttpServer server = HttpServer.create(address, 0);
      ExecutorService requests = Executors.newFixedThreadPool(REQUESTS_AT_ONCE, this::daemon);
      ExecutorService looks = Executors.newCachedThreadPool(this::daemon);
      server.setExecutor(requests);
      server.createContext("/", exchange -> answer(exchange, looks));
      server.start();
      opened = new Opened(server, requests, looks);
    } catch (IOException e) {
      // Without its cause: the sentence is all that a person needs.
      throw new IllegalStateException(
          "cannot listen on "
              + address
              + " ("
              + e.getMessage()
              + "); give mayfly.health.port another port, or 0 for no health endpoint");
    }
  }

  @Override
  public synchronized void stop() {
    if (opened != null) {
      opened.server.stop(0);
      opened.requests.shutdownNow();
      opened.looks.shutdownNow();
      opened = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return opened != null;
  }

  /** Before everything else: while the service waits for its broker, this says so. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }

  private Thread daemon(Runnable work) {
    var thread = new Thread(work, "health");
    thread.setDaemon(true);
    return thread;
  }

  private void answer(HttpExchange exchange, ExecutorService looks) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/health" -> say(exchange, health(looks));
        case "/health/live" -> say(exchange, new Answer(service, "UP", Map.of()));
        case "/metrics" -> send(exchange, 200, PROMETHEUS, metrics.get().getBytes(UTF_8));
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static void say(HttpExchange exchange, Answer answer) throws IOException {
    int status = answer.status().equals("UP") ? 200 : 503;
    send(exchange, status, "application/json", Json.bytes(answer));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** All parts are looked at side by side. */
  private Answer health(ExecutorService looks) {
    long deadline = System.nanoTime() + patience.toNanos();
    var begun = new LinkedHashMap<String, Future<?>>();
    parts.forEach(part -> begun.put(part.name(), part.begin(looks)));
    var found = new LinkedHashMap<String, Part>();
    begun.forEach(
        (name, look) -> {
          String why = PartLook.whyDown(look, deadline);
          found.put(name, new Part(why == null ? "UP" : "DOWN", why));
        });
    boolean up = found.values().stream().allMatch(p -> p.status().equals("UP"));
    return new Answer(service, up ? "UP" : "DOWN", found);
  }
}
