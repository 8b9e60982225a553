package dev.mayfly.notifier.channel;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP server that takes the installation's mail ({@code mayfly.notifier.smtp.*}).
 *
 * @param port 1 to 65535; default 587, or 465 with {@code TLS}, or 25 with {@code NONE}
 * @param security default {@code STARTTLS}, which is then insisted on
 * @param username null when the server asks for none
 * @param password a secret: no text holds it
 * @param from the sender's address
 */
public record MailServer(
    String host,
    int port,
    Security security,
    @Nullable String username,
    @Nullable String password,
    String from) {
  private static final String KEY = "mayfly.notifier.smtp.";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  public enum Security {
    STARTTLS(587),
    TLS(465),
    NONE(25);

    private final int port;

    Security(int port) {
      this.port = port;
    }
  }

  /**
   * @throws IllegalArgumentException that names the key and says what would be right
   */
  public MailServer(
      @Nullable String host,
      int port,
      @Nullable Security security,
      @Nullable String username,
      @Nullable String password,
      @Nullable String from) {
    this.host = present("host", host, "smtp.example.com");
    this.security = security == null ? Security.STARTTLS : security;
    this.port = port == 0 ? this.security.port : port;
    this.username = username;
    this.password = password;
    this.from = present("from", from, "mayfly@example.com");
    if (this.port < 1 || this.port > 65535) {
      throw new IllegalArgumentException(KEY + "port is '" + port + "'; expected 1 to 65535");
    }
    if ((username == null) != (password == null)) {
      throw new IllegalArgumentException(
          KEY + "username and " + KEY + "password are given together or not at all");
    }
    if (password != null && this.security == Security.NONE && !LOOPBACK.contains(this.host)) {
      throw new IllegalArgumentException(
          KEY + "security is 'NONE', which would show the password; expected STARTTLS or TLS");
    }
    sender();
  }

  InternetAddress sender() {
    try {
      return new InternetAddress(from, true);
    } catch (AddressException e) {
      throw new IllegalArgumentException(
          KEY + "from is '" + from + "'; expected one address, as mayfly@example.com", e);
    }
  }

  @Override
  public String toString() {
    return "MailServer[" + host + ":" + port + ", " + security + ", from=" + from + "]";
  }

  private static String present(String key, @Nullable String value, String example) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(KEY + key + " is missing; expected as " + example);
    }
    return value.strip();
  }
}
