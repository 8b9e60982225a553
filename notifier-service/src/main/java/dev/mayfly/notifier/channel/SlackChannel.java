package dev.mayfly.notifier.channel;

import dev.mayfly.contracts.Durations;
import dev.mayfly.notifier.message.Message;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Slack incoming webhook. It knows no idempotency keys, so a message whose fate is unknown is
 * sent again and says so. The webhook's address is a secret: whoever has it can write to the
 * channel.
 */
final class SlackChannel implements Channel {
  private final URI webhook;
  private final Duration limit;
  private final Clock clock;
  private final HttpClient client;

  SlackChannel(URI webhook, Duration limit, Clock clock) {
    this.webhook = webhook;
    this.limit = limit;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limit)
            .build();
  }

  @Override
  public Result deliver(Message message, String idempotencyKey, boolean possiblyRepeated) {
    var request =
        HttpRequest.newBuilder(webhook)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(SlackText.json(message, possiblyRepeated)))
            .build();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, FirstBytes.handler());
    try {
      return result(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return unknown("Slack did not answer within " + Durations.text(limit));
    } catch (ExecutionException e) {
      return failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return unknown("the service was stopped while it sent");
    }
  }

  private Result result(HttpResponse<String> answer) {
    int status = answer.statusCode();
    String detail = "Slack answered " + status + said(answer.body());
    if (status == 200) {
      return new Result.Sent("Slack took it");
    }
    if (status == 429) {
      return new Result.Retry(retryAfter(answer), false, detail);
    }
    if (status >= 500) {
      boolean surelyNotTaken = status == 503;
      return new Result.Retry(retryAfter(answer), !surelyNotTaken, detail);
    }
    return new Result.Failed(detail);
  }

  private static Result failure(Throwable cause) {
    return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
        ? new Result.Retry(Duration.ZERO, false, "Slack could not be reached")
        : unknown("the connection to Slack broke (" + cause.getClass().getSimpleName() + ")");
  }

  private static Result unknown(String detail) {
    return new Result.Retry(Duration.ZERO, true, detail);
  }

  private Duration retryAfter(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .map(said -> RetryAfter.wait(said, clock.instant()))
        .orElse(Duration.ZERO);
  }

  private String said(String body) {
    String path = webhook.getRawPath();
    String secret = path != null && path.length() > 1 ? path : null;
    String words = Words.of(body, secret, "/…");
    return words.isEmpty() ? "" : ": " + words;
  }
}
