package dev.mayfly.notifier;

import dev.mayfly.notifier.channel.MailServer;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The notifier's own settings ({@code mayfly.notifier.*}).
 *
 * @param slack incoming webhooks by the name that specs use after {@code slack:}. They are secrets:
 *     neither this text nor a message holds one
 * @param email addresses, several with commas between, by the name that specs use after {@code
 *     email:}
 * @param smtp who takes the mail; needed once there is an {@code email} channel
 */
public record NotifierConfig(
    Map<String, String> slack,
    Map<String, String> email,
    @Nullable MailServer smtp,
    Patience patience) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  public NotifierConfig(
      @Nullable Map<String, String> slack,
      @Nullable Map<String, String> email,
      @Nullable MailServer smtp,
      @Nullable Patience patience) {
    this.slack = slack == null ? Map.of() : Map.copyOf(slack);
    this.email = email == null ? Map.of() : Map.copyOf(email);
    this.smtp = smtp;
    this.patience = patience == null ? Patience.DEFAULT : patience;
  }

  /**
   * The webhooks, checked.
   *
   * @throws IllegalArgumentException that names the key and says what would be right
   */
  public Map<String, URI> webhooks() {
    var webhooks = new TreeMap<String, URI>();
    slack.forEach((name, url) -> webhooks.put(name, webhook("mayfly.notifier.slack." + name, url)));
    return webhooks;
  }

  /**
   * Whom each e-mail channel tells, checked.
   *
   * @throws IllegalArgumentException that names the key and says what would be right
   */
  public Map<String, List<InternetAddress>> addresses() {
    if (!email.isEmpty() && smtp == null) {
      throw new IllegalArgumentException(
          "mayfly.notifier.smtp.host is missing; expected the server that takes the mail of "
              + "mayfly.notifier.email.*, as smtp.example.com");
    }
    var addresses = new TreeMap<String, List<InternetAddress>>();
    email.forEach(
        (name, text) -> addresses.put(name, addresses("mayfly.notifier.email." + name, text)));
    return addresses;
  }

  @Override
  public String toString() {
    return "NotifierConfig[slack="
        + slack.keySet()
        + ", email="
        + email.keySet()
        + ", smtp="
        + smtp
        + ", patience="
        + patience
        + "]";
  }

  private static List<InternetAddress> addresses(String key, String text) {
    named(key);
    try {
      InternetAddress[] addresses = InternetAddress.parse(text, true);
      for (InternetAddress address : addresses) {
        address.validate();
      }
      if (addresses.length > 0) {
        return List.of(addresses);
      }
      throw new AddressException("there is none");
    } catch (AddressException e) {
      throw new IllegalArgumentException(
          key + " is '" + text + "'; expected addresses, as ops@example.com, night@example.com", e);
    }
  }

  private static void named(String key) {
    if (!key.matches(".*\\.[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          key + " has no name that a spec can use; expected A-Z, a-z, 0-9, '.', '_' and '-'");
    }
  }

  private static URI webhook(String key, String url) {
    named(key);
    URI uri;
    try {
      uri = URI.create(url.strip());
    } catch (IllegalArgumentException e) {
      // Its message would hold the address.
      throw wrong(key, "is no address");
    }
    if (uri.getHost() == null) {
      throw wrong(key, "names no host");
    }
    boolean safe =
        "https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
    if (!safe) {
      throw wrong(key, "begins with '" + uri.getScheme() + "://' and is not on this machine");
    }
    return uri;
  }

  private static IllegalArgumentException wrong(String key, String what) {
    return new IllegalArgumentException(
        key + " " + what + "; expected a webhook such as https://hooks.slack.com/services/…");
  }
}
