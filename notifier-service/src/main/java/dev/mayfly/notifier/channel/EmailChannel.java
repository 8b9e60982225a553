package dev.mayfly.notifier.channel;

import dev.mayfly.contracts.Json;
import dev.mayfly.notifier.channel.MailServer.Security;
import dev.mayfly.notifier.message.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Mail to fixed addresses: to all of them or to none. Its {@code Message-ID} is the same for every
 * attempt, by which many mail systems drop a repeat; since others do not, a repeat says so too.
 */
final class EmailChannel implements Channel {
  private final MailServer server;
  private final List<InternetAddress> to;
  private final String installation;
  private final Duration limit;
  private final Clock clock;
  private final Session session;

  /**
   * @param installation tells its runs from those of others that write to the same people
   */
  EmailChannel(
      MailServer server,
      List<InternetAddress> to,
      String installation,
      Duration limit,
      Clock clock) {
    this.server = server;
    this.to = List.copyOf(to);
    this.installation = installation;
    this.limit = limit;
    this.clock = clock;
    this.session = Session.getInstance(properties(server, limit));
  }

  /** In a thread of its own, since a server that answers slowly, line by line, has no limit. */
  @Override
  public Result deliver(Message message, String idempotencyKey, boolean possiblyRepeated) {
    Mail mail = mail(message, idempotencyKey, possiblyRepeated);
    var sending = new FutureTask<>(() -> send(mail));
    var thread = new Thread(sending, "notifier-smtp");
    thread.setDaemon(true);
    thread.start();
    try {
      return sending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return SmtpFailure.late(mail.giveUp(), limit);
    } catch (ExecutionException e) {
      throw new IllegalStateException("sending mail failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.Retry(
          Duration.ZERO, mail.giveUp(), "the service was stopped while it sent");
    }
  }

  private Result send(Mail mail) {
    boolean taken = false;
    try (Transport transport = session.getTransport()) {
      transport.connect(server.host(), server.port(), server.username(), server.password());
      transport.sendMessage(mail, to.toArray(InternetAddress[]::new));
      taken = true;
    } catch (MessagingException e) {
      // After it was taken only the farewell can have failed.
      if (!taken) {
        return SmtpFailure.of(e, mail.giveUp(), limit, server.password());
      }
    }
    return new Result.Sent("the mail server took it");
  }

  private Mail mail(Message message, String key, boolean possiblyRepeated) {
    InternetAddress from = server.sender();
    String domain = from.getAddress().substring(from.getAddress().indexOf('@') + 1);
    String unique = Json.sha256(installation + "/" + key).substring(0, 32);
    String id = "<mayfly." + unique + "@" + domain + ">";
    try {
      return new Mail(session, id, from, to, message, possiblyRepeated, clock.instant());
    } catch (MessagingException e) {
      throw new IllegalStateException("the mail could not be written", e);
    }
  }

  private static Properties properties(MailServer server, Duration limit) {
    boolean tls = server.security() == Security.TLS;
    String starttls = Boolean.toString(server.security() == Security.STARTTLS);
    String protocol = tls ? "smtps" : "smtp";
    String key = "mail." + protocol + ".";
    String millis = Long.toString(limit.toMillis());
    var p = new Properties();
    p.setProperty("mail.transport.protocol", protocol);
    p.setProperty(key + "connectiontimeout", millis);
    p.setProperty(key + "timeout", millis);
    p.setProperty(key + "writetimeout", millis);
    p.setProperty(key + "quitwait", "false");
    p.setProperty(key + "auth", Boolean.toString(server.username() != null));
    p.setProperty(key + "starttls.enable", starttls);
    p.setProperty(key + "starttls.required", starttls);
    p.setProperty(key + "ssl.checkserveridentity", "true");
    return p;
  }
}
