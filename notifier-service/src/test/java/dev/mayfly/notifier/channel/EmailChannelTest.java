package dev.mayfly.notifier.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.icegreen.greenmail.util.ServerSetupTest;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.notifier.Samples;
import dev.mayfly.notifier.channel.Channel.Result;
import dev.mayfly.notifier.channel.MailServer.Security;
import dev.mayfly.notifier.message.Message;
import dev.mayfly.notifier.message.Message.Tone;
import dev.mayfly.notifier.message.Messages;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A guard of time that is gone shows as a time-out. */
@Timeout(30)
class EmailChannelTest {
  private static final String KEY = "r1/OUTCOME/email:ops";
  private static final Message MESSAGE = Messages.of(Samples.succeeded("r1"));
  private static final Duration PATIENT = Duration.ofSeconds(20);

  @Nested
  class OnARealServer {
    private final GreenMail mail =
        new GreenMail(
            new ServerSetup[] {
              ServerSetupTest.SMTP.dynamicPort(), ServerSetupTest.SMTPS.dynamicPort()
            });

    @BeforeEach
    void start() {
      mail.start();
      mail.setUser("mayfly@example.com", "mayfly", "topsecret");
    }

    @AfterEach
    void stop() {
      mail.stop();
    }

    @Test
    void aMessageArrivesAsPlainTextAtEveryAddress() throws Exception {
      Message message = Messages.of(Samples.failed(FailureClass.APPLICATION, "no birds: Spatz £"));

      assertThat(plain("ops@example.com", "night@example.com").deliver(message, KEY, false))
          .isInstanceOf(Result.Sent.class);

      assertThat(mail.getReceivedMessages()).hasSize(2);
      MimeMessage first = mail.getReceivedMessages()[0];
      assertThat(first.getSubject()).isEqualTo("birds failed (APPLICATION)");
      assertThat(first.getFrom()).containsExactly(new InternetAddress("mayfly@example.com"));
      assertThat(first.getAllRecipients())
          .containsExactly(
              new InternetAddress("ops@example.com"), new InternetAddress("night@example.com"));
      assertThat(first.getSentDate()).isEqualTo(Samples.T0);
      assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat(first.getContentType()).startsWith("text/plain");
      assertThat(text(first))
          .contains("no birds: Spatz £", "Run: r1", "Cluster: mf-7f3 is gone", "Cost: ")
          .doesNotContain("possibly repeated");
    }

    @Test
    void aRepeatSaysSoAndHasTheSameMessageId() throws Exception {
      Channel channel = plain("ops@example.com");
      channel.deliver(MESSAGE, KEY, false);
      channel.deliver(MESSAGE, KEY, true);

      List<String> ids = ids();
      assertThat(ids).hasSize(2);
      assertThat(ids.get(1)).isEqualTo(ids.get(0)).endsWith("@example.com>");
      assertThat(text(mail.getReceivedMessages()[1])).contains("possibly repeated");
    }

    @Test
    void whatIsNotTheSameMessageHasAnotherMessageId() throws Exception {
      for (String key :
          List.of(KEY, "r2/OUTCOME/email:ops", "r1/TEARDOWN/email:ops", "r1/OUTCOME/email:b")) {
        plain("ops@example.com").deliver(MESSAGE, key, false);
      }
      channel(server(mail.getSmtp().getPort(), Security.NONE, null), "other", PATIENT)
          .deliver(MESSAGE, KEY, false);

      assertThat(ids()).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void aTitleCannotBringHeadersOfItsOwn() throws Exception {
      var message = new Message("r1", Tone.GOOD, "birds\r\nBcc: spy@example.com", null, List.of());
      plain("ops@example.com").deliver(message, KEY, false);

      MimeMessage received = mail.getReceivedMessages()[0];
      assertThat(received.getHeader("Bcc")).isNull();
      assertThat(received.getSubject()).isEqualTo("birds Bcc: spy@example.com");
    }

    @Test
    void aRightPasswordIsTakenAndAWrongOneFailsAtOnceWithoutBeingShown() {
      int port = mail.getSmtp().getPort();

      assertThat(deliver(server(port, Security.NONE, "topsecret"))).isInstanceOf(Result.Sent.class);
      assertThat(deliver(server(port, Security.NONE, "hunter2")))
          .isInstanceOfSatisfying(
              Result.Failed.class,
              f ->
                  assertThat(f.detail())
                      .startsWith("the mail server answered 535")
                      .doesNotContain("hunter2"));
    }

    @Test
    void aServerWithoutTlsIsGivenNothingUnlessTheInstallationSaysSo() {
      assertThat(deliver(server(mail.getSmtp().getPort(), Security.STARTTLS, null)))
          .isInstanceOfSatisfying(
              Result.Retry.class, r -> assertThat(r.maybeDelivered()).isFalse());
      assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void aServerThatNobodyVouchesForIsGivenNothing() {
      assertThat(deliver(server(mail.getSmtps().getPort(), Security.TLS, "topsecret")))
          .isInstanceOfSatisfying(
              Result.Retry.class, r -> assertThat(r.maybeDelivered()).isFalse());
      assertThat(mail.getReceivedMessages()).isEmpty();
    }

    private Channel plain(String... to) {
      return channel(server(mail.getSmtp().getPort(), Security.NONE, null), "mayfly", PATIENT, to);
    }

    private Result deliver(MailServer server) {
      return channel(server, "mayfly", PATIENT).deliver(MESSAGE, KEY, false);
    }

    private List<String> ids() throws Exception {
      var ids = new ArrayList<String>();
      for (MimeMessage m : mail.getReceivedMessages()) {
        ids.add(m.getMessageID());
      }
      return ids;
    }
  }

  @Nested
  class OnABadDay {
    private final Duration limit = Duration.ofMillis(300);

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            GREETING | silence               | RETRY  | false | the mail server did not answer within 300ms
            GREETING | hang up               | RETRY  | false | the connection to the mail server broke
            EHLO     | dribble               | RETRY  | false | the mail server did not answer within 300ms
            MAIL     | 450 4.7.1 later       | RETRY  | false | the mail server answered 450 4.7.1 later
            MAIL     | 550 5.7.1 not you     | FAILED | false | the mail server answered 550 5.7.1 not you
            RCPT     | 451 4.7.1 greylisted  | RETRY  | false | the mail server answered 451 4.7.1 greylisted
            RCPT     | 550 5.1.1 no such box | FAILED | false | the mail server answered 550 5.1.1 no such box
            RCPT     | silence               | RETRY  | false | the mail server did not answer within 300ms
            DATA     | 452 4.3.1 disk full   | RETRY  | false | the mail server answered 452 4.3.1 disk full
            END      | 451 4.3.0 try again   | RETRY  | false | the mail server answered 451 4.3.0 try again
            END      | 554 5.7.1 spam        | FAILED | false | the mail server answered 554 5.7.1 spam
            END      | silence               | RETRY  | true  | the mail server did not answer within 300ms
            END      | dribble               | RETRY  | true  | the mail server did not answer within 300ms
            END      | hang up               | RETRY  | true  | the connection to the mail server broke
            QUIT     | hang up               | SENT   | false | the mail server took it
            QUIT     | silence               | SENT   | false | the mail server took it
            """)
    void whatIsDoneNextFollowsFromTheAnswer(
        String command, String reply, String kind, boolean maybe, String words) throws IOException {
      try (var smtp = new ScriptedSmtp().reply(command, reply)) {
        Result result =
            channel(server(smtp.port(), Security.NONE, null), "mayfly", limit)
                .deliver(MESSAGE, KEY, false);

        assertThat(result.getClass().getSimpleName()).isEqualToIgnoringCase(kind);
        assertThat(result.detail()).startsWith(words);
        assertThat(result instanceof Result.Retry r && r.maybeDelivered()).isEqualTo(maybe);
      }
    }

    @Test
    void aRefusedConnectionIsRetriedAndSurelyDidNotArrive() throws IOException {
      int port;
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }

      assertThat(
              channel(server(port, Security.NONE, null), "mayfly", limit)
                  .deliver(MESSAGE, KEY, false))
          .isEqualTo(
              new Result.Retry(Duration.ZERO, false, "the mail server could not be reached"));
    }

    @Test
    @Timeout(30)
    void whatWasGivenUpBeforeItsTextWasSentIsNotSentLater() throws Exception {
      try (var smtp = new ScriptedSmtp().reply("EHLO", ScriptedSmtp.DRIBBLE)) {
        Result result =
            channel(server(smtp.port(), Security.NONE, null), "mayfly", limit)
                .deliver(MESSAGE, KEY, false);
        smtp.reply("EHLO", "250 ok");
        smtp.awaitEnd();

        assertThat(result)
            .isInstanceOfSatisfying(
                Result.Retry.class, r -> assertThat(r.maybeDelivered()).isFalse());
        assertThat(smtp.texts()).isEmpty();
      }
    }

    @Test
    void aPasswordThatTheServerRepeatsIsNotShown() throws IOException {
      try (var smtp =
          new ScriptedSmtp()
              .reply("EHLO", "250-scripted\r\n250 AUTH PLAIN")
              .reply("AUTH", "535 5.7.8 not hunter2")) {
        Result result =
            channel(server(smtp.port(), Security.NONE, "hunter2"), "mayfly", limit)
                .deliver(MESSAGE, KEY, false);

        assertThat(result).isEqualTo(new Result.Failed("the mail server answered 535 5.7.8 not …"));
      }
    }

    @Test
    void oneBadAddressKeepsTheMailFromAll() throws IOException {
      try (var smtp = new ScriptedSmtp().reply("RCPT", "550 no such box")) {
        Channel channel =
            channel(
                server(smtp.port(), Security.NONE, null),
                "mayfly",
                limit,
                "ops@example.com",
                "gone@example.com");

        assertThat(channel.deliver(MESSAGE, KEY, false)).isInstanceOf(Result.Failed.class);
        assertThat(smtp.texts()).isEmpty();
      }
    }
  }

  private static MailServer server(int port, Security security, String password) {
    String user = password == null ? null : "mayfly";
    return new MailServer("127.0.0.1", port, security, user, password, "mayfly@example.com");
  }

  private static Channel channel(
      MailServer server, String installation, Duration limit, String... to) {
    var addresses = new ArrayList<InternetAddress>();
    try {
      for (String address : to.length == 0 ? new String[] {"ops@example.com"} : to) {
        addresses.add(new InternetAddress(address));
      }
    } catch (AddressException e) {
      throw new AssertionError(e);
    }
    return new EmailChannel(
        server, addresses, installation, limit, Clock.fixed(Samples.T0, ZoneOffset.UTC));
  }

  private static String text(MimeMessage message) throws Exception {
    return message.getContent().toString();
  }
}
