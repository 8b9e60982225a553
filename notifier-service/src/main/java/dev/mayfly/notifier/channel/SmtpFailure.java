package dev.mayfly.notifier.channel;

import dev.mayfly.contracts.Durations;
import dev.mayfly.notifier.channel.Channel.Result;
import jakarta.mail.MessagingException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;

/** What a failed SMTP conversation means: 4xx passes, 5xx stays, silence leaves it unknown. */
final class SmtpFailure {
  private static final Pattern REPLY = Pattern.compile("([45])\\d\\d[ -].*", Pattern.DOTALL);

  private SmtpFailure() {}

  /**
   * @param maybeDelivered the server may have the mail, as far as it did not refuse it
   */
  static Result of(
      MessagingException failure, boolean maybeDelivered, Duration limit, @Nullable String secret) {
    List<Throwable> chain = chain(failure);
    String refusal = null;
    for (Throwable t : chain) {
      String said = Words.of(t.getMessage(), secret, "…");
      Matcher reply = REPLY.matcher(said);
      if (reply.matches()) {
        if (reply.group(1).equals("5")) {
          return new Result.Failed("the mail server answered " + said);
        }
        refusal = said;
      }
    }
    if (refusal != null) {
      return new Result.Retry(Duration.ZERO, false, "the mail server answered " + refusal);
    }
    if (chain.get(0) instanceof MailConnectException) {
      return new Result.Retry(Duration.ZERO, false, "the mail server could not be reached");
    }
    if (chain.stream().anyMatch(SocketTimeoutException.class::isInstance)) {
      return late(maybeDelivered, limit);
    }
    Throwable cause = chain.get(chain.size() - 1);
    String words = Words.of(cause.getMessage(), secret, "…");
    return new Result.Retry(
        Duration.ZERO, maybeDelivered, "the connection to the mail server broke: " + words);
  }

  static Result late(boolean maybeDelivered, Duration limit) {
    return new Result.Retry(
        Duration.ZERO,
        maybeDelivered,
        "the mail server did not answer within " + Durations.text(limit));
  }

  private static List<Throwable> chain(Throwable failure) {
    var chain = new ArrayList<Throwable>();
    Throwable next = failure;
    while (next != null && !chain.contains(next)) {
      chain.add(next);
      next = next instanceof MessagingException m ? m.getNextException() : next.getCause();
    }
    return chain;
  }
}
