package dev.mayfly.cluster.provider.local;

import dev.mayfly.contracts.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What Spark's master itself says of its cluster. */
final class MasterPage {
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  enum Kind {
    MASTER,
    /** Something answers that is no Spark master. */
    OTHER,
    /** It may be there all the same. */
    NO_ANSWER,
    NOTHING_LISTENS
  }

  /**
   * @param url of the master, as {@code spark://127.0.0.1:7077}; empty where none answers
   */
  record Answer(Kind kind, String url, int aliveWorkers) {
    static Answer none(Kind kind) {
      return new Answer(kind, "", 0);
    }
  }

  Answer of(String masterUi) {
    try {
      String base = masterUi.endsWith("/") ? masterUi : masterUi + "/";
      var request =
          HttpRequest.newBuilder(URI.create(base + "json/")).timeout(Duration.ofSeconds(5)).build();
      var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode page = Json.mapper().readTree(response.body());
      String url = page.path("url").asString("");
      return response.statusCode() == 200 && url.startsWith("spark://")
          ? new Answer(Kind.MASTER, url, page.path("aliveworkers").asInt(0))
          : Answer.none(Kind.OTHER);
    } catch (ConnectException e) {
      return Answer.none(Kind.NOTHING_LISTENS);
    } catch (JacksonException e) {
      return Answer.none(Kind.OTHER);
    } catch (IOException e) {
      return Answer.none(Kind.NO_ANSWER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.none(Kind.NO_ANSWER);
    }
  }
}
