package dev.mayfly.cluster.provider.local;

import dev.mayfly.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.core.JacksonException;

/** What Spark's master itself says of its cluster. */
final class MasterPage {
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** 0 while the master does not answer. */
  int aliveWorkers(String masterUi) {
    try {
      String base = masterUi.endsWith("/") ? masterUi : masterUi + "/";
      var request =
          HttpRequest.newBuilder(URI.create(base + "json/")).timeout(Duration.ofSeconds(5)).build();
      var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return response.statusCode() == 200
          ? Json.mapper().readTree(response.body()).path("aliveworkers").asInt(0)
          : 0;
    } catch (IOException | JacksonException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
