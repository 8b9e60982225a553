package dev.mayfly.notifier.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.notifier.Samples;
import dev.mayfly.notifier.channel.Channel.Result;
import dev.mayfly.notifier.message.Message;
import dev.mayfly.notifier.message.Messages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A guard of time that is gone shows as a time-out. */
@Timeout(30)
class SlackChannelTest {
  private static final Message MESSAGE = Messages.of(Samples.succeeded("r1"));

  @RegisterExtension
  static final WireMockExtension slack =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  /** Each test has its own: a request that is answered slowly may be noted after its test. */
  private final String path = "/services/T0/B0/topsecret/" + UUID.randomUUID();

  @Test
  void okIsSent() {
    assertThat(answer(ok("ok"))).isInstanceOf(Result.Sent.class);
    slack.verify(1, postRequestedFor(urlEqualTo(path)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          429 | 37                            | slow         | RETRY  | 37 | false
          429 | Sun, 01 Mar 2026 12:01:30 GMT | slow         | RETRY  | 90 | false
          429 | Sun, 01 Mar 2026 11:00:00 GMT | slow         | RETRY  | 0  | false
          429 | soon                          | slow         | RETRY  | 0  | false
          429 | -                             | slow         | RETRY  | 0  | false
          500 | -                             | rollup_error | RETRY  | 0  | true
          502 | -                             | -            | RETRY  | 0  | true
          503 | 5                             | busy         | RETRY  | 5  | false
          504 | -                             | -            | RETRY  | 0  | true
          400 | -                             | no_text      | FAILED | 0  | false
          403 | -                             | forbidden    | FAILED | 0  | false
          404 | -                             | no_service   | FAILED | 0  | false
          410 | -                             | is_archived  | FAILED | 0  | false
          """)
  void whatIsDoneNextFollowsFromTheAnswer(
      int status, String retryAfter, String body, String kind, int seconds, boolean maybe) {
    ResponseDefinitionBuilder response = aResponse().withStatus(status);
    if (retryAfter != null) {
      response.withHeader("Retry-After", retryAfter);
    }
    if (body != null) {
      response.withBody(body);
    }
    String words = "Slack answered " + status + (body == null ? "" : ": " + body);

    assertThat(answer(response))
        .isEqualTo(
            kind.equals("RETRY")
                ? new Result.Retry(Duration.ofSeconds(seconds), maybe, words)
                : new Result.Failed(words));
  }

  @Test
  void aServerThatAcceptsAndNeverAnswersLeavesItUnknownWhetherItArrived() throws IOException {
    try (var hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI webhook = URI.create("http://127.0.0.1:" + hole.getLocalPort() + path);

      assertThat(send(webhook, MESSAGE, false))
          .isEqualTo(new Result.Retry(Duration.ZERO, true, "Slack did not answer within 500ms"));
    }
  }

  @Test
  void aSlowAnswerLeavesItUnknownWhetherItArrived() {
    assertThat(answer(ok("ok").withFixedDelay(3000)))
        .isEqualTo(new Result.Retry(Duration.ZERO, true, "Slack did not answer within 500ms"));
  }

  @Test
  void aBodyThatNeverEndsIsSlowToo() {
    assertThat(answer(ok("x".repeat(100)).withChunkedDribbleDelay(100, 10_000)))
        .isInstanceOf(Result.Retry.class);
  }

  @Test
  void aBrokenConnectionLeavesItUnknownWhetherItArrived() {
    assertThat(answer(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)))
        .isInstanceOfSatisfying(Result.Retry.class, r -> assertThat(r.maybeDelivered()).isTrue());
  }

  @Test
  void aRefusedConnectionIsRetriedAndSurelyDidNotArrive() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(send(URI.create("http://127.0.0.1:" + port + path), MESSAGE, false))
        .isEqualTo(new Result.Retry(Duration.ZERO, false, "Slack could not be reached"));
  }

  @Test
  void anotherRefusalFailsWithTheFirstOfWhatSlackSaidAndWithoutTheWebhook() {
    String body = "no such hook " + path + "\n" + "y".repeat(500);
    Result result = answer(aResponse().withStatus(404).withBody(body));

    assertThat(result).isInstanceOf(Result.Failed.class);
    assertThat(result.detail())
        .startsWith("Slack answered 404: no such hook /… yyy")
        .doesNotContain("topsecret")
        .hasSizeLessThan(240);
  }

  @Test
  void aRedirectIsNotFollowed() {
    slack.stubFor(post("/elsewhere").willReturn(ok()));
    Result result =
        answer(aResponse().withStatus(307).withHeader("Location", slack.url("/elsewhere")));

    assertThat(result).isInstanceOf(Result.Failed.class);
    slack.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
  }

  @Test
  void aHugeAnswerIsNotReadToItsEnd() {
    assertThat(answer(aResponse().withStatus(400).withBody("z".repeat(5_000_000))).detail())
        .hasSizeLessThan(240);
  }

  @Test
  void theTextReadsWithoutColourAndEscapesWhatSlackWouldInterpret() {
    Message message = Messages.of(Samples.failed(FailureClass.APPLICATION, "List<Bird> & <!here>"));
    slack.stubFor(post(path).willReturn(ok("ok")));
    send(URI.create(slack.url(path)), message, true);

    JsonNode body = body();
    assertThat(body.path("text").asString())
        .isEqualTo(
            "❌ *birds failed (APPLICATION)* (possibly repeated: an earlier attempt may have arrived)");
    JsonNode blocks = body.path("attachments").path(0).path("blocks");
    assertThat(blocks.path(0).path("text").path("text").asString())
        .isEqualTo("```List&lt;Bird&gt; &amp; &lt;!here&gt;```");
    assertThat(blocks.path(1).path("text").path("text").asString())
        .contains("*Run*: r1\n", "*Cluster*: mf-7f3 is gone", "*Logs*: s3://mayfly/logs/r1/");
  }

  @Test
  void noSectionIsLongerThanSlackTakes() {
    Message message =
        Messages.of(Samples.failed(FailureClass.APPLICATION, "<".repeat(5000) + "`````"));
    slack.stubFor(post(path).willReturn(ok("ok")));
    send(URI.create(slack.url(path)), message, false);

    for (JsonNode block : body().path("attachments").path(0).path("blocks")) {
      assertThat(block.path("text").path("text").asString()).hasSizeBetween(1, 3000);
    }
  }

  private JsonNode body() {
    var requests = slack.findAll(postRequestedFor(urlEqualTo(path)));
    assertThat(requests).hasSize(1);
    return Json.mapper().readTree(requests.get(0).getBodyAsString());
  }

  private Result answer(ResponseDefinitionBuilder response) {
    slack.stubFor(post(path).willReturn(response));
    return send(URI.create(slack.url(path)), MESSAGE, false);
  }

  private static Result send(URI webhook, Message message, boolean possiblyRepeated) {
    return new SlackChannel(
            webhook, Duration.ofMillis(500), Clock.fixed(Samples.T0, ZoneOffset.UTC))
        .deliver(message, "r1/OUTCOME/slack:ops", possiblyRepeated);
  }
}
