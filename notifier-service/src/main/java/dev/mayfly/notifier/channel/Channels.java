package dev.mayfly.notifier.channel;

import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The channels of this service, by the names that specs use. */
public final class Channels {
  private final TreeMap<String, Channel> byName;

  public Channels(Map<String, Channel> byName) {
    this.byName = new TreeMap<>(byName);
  }

  /**
   * The log, a Slack channel for each webhook and an e-mail channel for each of the addresses.
   *
   * @param webhooks by the name after {@code slack:}
   * @param addresses by the name after {@code email:}
   * @param mail not null when there are addresses
   */
  public static Channels of(
      Map<String, URI> webhooks,
      Map<String, List<InternetAddress>> addresses,
      @Nullable MailServer mail,
      String installation,
      Duration callLimit,
      Clock clock) {
    var channels = new TreeMap<String, Channel>();
    channels.put("log", new LogChannel());
    webhooks.forEach(
        (name, url) -> channels.put("slack:" + name, new SlackChannel(url, callLimit, clock)));
    if (mail != null) {
      addresses.forEach(
          (name, to) ->
              channels.put(
                  "email:" + name, new EmailChannel(mail, to, installation, callLimit, clock)));
    }
    return new Channels(channels);
  }

  public Optional<Channel> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }
}
