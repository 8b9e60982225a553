package dev.mayfly.notifier;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The notifier's own settings ({@code mayfly.notifier.*}).
 *
 * @param slack incoming webhooks by the name that specs use after {@code slack:}. They are secrets:
 *     neither this text nor a message holds one
 */
public record NotifierConfig(Map<String, String> slack, Patience patience) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  public NotifierConfig(@Nullable Map<String, String> slack, @Nullable Patience patience) {
    this.slack = slack == null ? Map.of() : Map.copyOf(slack);
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

  @Override
  public String toString() {
    return "NotifierConfig[slack=" + slack.keySet() + ", patience=" + patience + "]";
  }

  private static URI webhook(String key, String url) {
    if (!key.matches(".*\\.[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          key + " has no name that a spec can use; expected A-Z, a-z, 0-9, '.', '_' and '-'");
    }
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
