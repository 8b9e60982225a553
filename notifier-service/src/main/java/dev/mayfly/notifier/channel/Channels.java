package dev.mayfly.notifier.channel;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The channels of this service, by the names that specs use. */
public final class Channels {
  private final TreeMap<String, Channel> byName;

  public Channels(Map<String, Channel> byName) {
    this.byName = new TreeMap<>(byName);
  }

  /**
   * The log and a Slack channel for each webhook.
   *
   * @param webhooks by the name after {@code slack:}
   */
  public static Channels of(Map<String, URI> webhooks, Duration callLimit) {
    var channels = new TreeMap<String, Channel>();
    channels.put("log", new LogChannel());
    webhooks.forEach(
        (name, url) -> channels.put("slack:" + name, new SlackChannel(url, callLimit)));
    return new Channels(channels);
  }

  public Optional<Channel> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }
}
