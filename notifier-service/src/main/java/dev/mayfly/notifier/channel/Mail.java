package dev.mayfly.notifier.channel;

import dev.mayfly.notifier.message.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A message as a mail of plain text. It knows whether the server may have it: that is so from when
 * its text begins to be written.
 */
final class Mail extends MimeMessage {
  private enum Fate {
    OPEN,
    WRITTEN,
    GIVEN_UP
  }

  private final String id;
  private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.OPEN);

  /**
   * @param id of RFC 5322, the same for every attempt
   */
  Mail(
      Session session,
      String id,
      InternetAddress from,
      List<InternetAddress> to,
      Message message,
      boolean possiblyRepeated,
      Instant at)
      throws MessagingException {
    super(session);
    this.id = id;
    setFrom(from);
    setRecipients(RecipientType.TO, to.toArray(InternetAddress[]::new));
    setSubject(message.title().replaceAll("\\p{Cntrl}+", " "), "UTF-8");
    setSentDate(Date.from(at));
    // RFC 3834: nobody's absence notice is to answer.
    setHeader("Auto-Submitted", "auto-generated");
    setText(text(message, possiblyRepeated), "UTF-8");
    saveChanges();
  }

  /** Whether the server may have it; if not, it will not get it any more. */
  boolean giveUp() {
    return !fate.compareAndSet(Fate.OPEN, Fate.GIVEN_UP) && fate.get() == Fate.WRITTEN;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", id);
  }

  @Override
  public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
    if (!fate.compareAndSet(Fate.OPEN, Fate.WRITTEN)) {
      throw new IOException("given up before it was sent");
    }
    super.writeTo(out, ignored);
  }

  private static String text(Message message, boolean possiblyRepeated) {
    var text = new StringBuilder(message.title()).append("\n\n");
    if (possiblyRepeated) {
      text.append("(possibly repeated: an earlier attempt may have arrived)\n\n");
    }
    if (message.cause() != null) {
      text.append(message.cause()).append("\n\n");
    }
    message.facts().forEach(f -> text.append(f.label() + ": " + f.text() + "\n"));
    return text.toString();
  }
}
