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
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

class SlackChannelTest {
  private static final String PATH = "/services/T0/B0/topsecret";
  private static final Message MESSAGE = Messages.of(Samples.succeeded("r1"));

  @RegisterExtension
  static final WireMockExtension slack =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @Test
  void okIsSent() {
    assertThat(answer(ok("ok"))).isInstanceOf(Result.Sent.class);
    slack.verify(1, postRequestedFor(urlEqualTo(PATH)));
  }

  @Test
  void tooManyRequestsIsRetriedAfterTheTimeThatSlackAsksFor() {
    assertThat(answer(aResponse().withStatus(429).withHeader("Retry-After", "37").withBody("slow")))
        .isEqualTo(new Result.Retry(Duration.ofSeconds(37), false, "Slack answered 429: slow"));
  }

  @Test
  void aServerErrorIsRetried() {
    assertThat(answer(aResponse().withStatus(500).withBody("rollup_error")))
        .isEqualTo(new Result.Retry(Duration.ZERO, false, "Slack answered 500: rollup_error"));
  }

  @Test
  void aGatewayThatLostTheAnswerLeavesItUnknownWhetherItArrived() {
    assertThat(answer(aResponse().withStatus(504)))
        .isEqualTo(new Result.Retry(Duration.ZERO, true, "Slack answered 504"));
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
    assertThat(send(URI.create("http://127.0.0.1:" + port + PATH), MESSAGE, false))
        .isEqualTo(new Result.Retry(Duration.ZERO, false, "Slack could not be reached"));
  }

  @Test
  void anotherRefusalFailsWithTheFirstOfWhatSlackSaidAndWithoutTheWebhook() {
    String body = "no such hook " + PATH + "\n" + "y".repeat(500);
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
    slack.stubFor(post(PATH).willReturn(ok("ok")));
    send(URI.create(slack.url(PATH)), message, true);

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
    slack.stubFor(post(PATH).willReturn(ok("ok")));
    send(URI.create(slack.url(PATH)), message, false);

    for (JsonNode block : body().path("attachments").path(0).path("blocks")) {
      assertThat(block.path("text").path("text").asString()).hasSizeBetween(1, 3000);
    }
  }

  private static JsonNode body() {
    var requests = slack.findAll(postRequestedFor(urlEqualTo(PATH)));
    assertThat(requests).hasSize(1);
    return Json.mapper().readTree(requests.get(0).getBodyAsString());
  }

  private static Result answer(ResponseDefinitionBuilder response) {
    slack.stubFor(post(PATH).willReturn(response));
    return send(URI.create(slack.url(PATH)), MESSAGE, false);
  }

  private static Result send(URI webhook, Message message, boolean possiblyRepeated) {
    return new SlackChannel(webhook, Duration.ofMillis(500))
        .deliver(message, "r1/OUTCOME/slack:ops", possiblyRepeated);
  }
}
