package dev.mayfly.notifier.worker;

import dev.mayfly.contracts.Json;
import dev.mayfly.notifier.Deliver;
import dev.mayfly.notifier.DeliveryObserved;
import dev.mayfly.notifier.DeliveryObserved.Result;
import dev.mayfly.notifier.channel.Channel;
import dev.mayfly.notifier.channel.Channels;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs {@link Deliver} commands, each channel's in a lane of its own. It returns at once, so
 * that no call holds a partition; what a crash loses is asked for again.
 */
public final class DeliveryWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeliveryWorker.class);

  private final Channels channels;
  private final Consumer<DeliveryObserved> observations;
  private final BiConsumer<byte[], String> deadLetters;
  private final Duration callLimit;
  private final Clock clock;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
  private final Map<String, String> notTaken = new ConcurrentHashMap<>();
  private volatile boolean closing;

  /**
   * @param observations takes what was seen, from the threads of the lanes
   * @param deadLetters takes a command that cannot be read, and why
   * @param callLimit how long one call of a channel takes at most
   */
  public DeliveryWorker(
      Channels channels,
      Consumer<DeliveryObserved> observations,
      BiConsumer<byte[], String> deadLetters,
      Duration callLimit,
      Clock clock) {
    this.channels = channels;
    this.observations = observations;
    this.deadLetters = deadLetters;
    this.callLimit = callLimit;
    this.clock = clock;
  }

  /**
   * A command that came to a worker twice would be performed twice, and the second message would
   * not say that it is a repeat. So each is taken for good before it is begun; one that is lost
   * between is asked for again, and says so.
   *
   * @param taken sees to it that the commands never come again; when it throws, none is begun
   */
  public void accept(List<byte[]> commands, Runnable taken) {
    var readable = new ArrayList<Deliver>();
    for (byte[] bytes : commands) {
      try {
        readable.add(Json.read(bytes, Deliver.class));
      } catch (RuntimeException e) {
        log.warn("a command cannot be read; it goes to the dead letters: {}", e.getMessage());
        deadLetters.accept(bytes, "the command cannot be read: " + e.getMessage());
      }
    }
    taken.run();
    readable.forEach(this::begin);
  }

  /** The channels that did not take the last message they were given, each with what it said. */
  public Map<String, String> notTaken() {
    return new TreeMap<>(notTaken);
  }

  /**
   * Lets the calls that are under way end, so that nobody has to wonder about them, and answers
   * what waits as not begun.
   */
  @Override
  public void close() {
    closing = true;
    lanes.values().forEach(Lane::close);
    try {
      for (Lane lane : lanes.values()) {
        lane.await(callLimit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Deliver command) {
    Channel channel = channels.find(command.channel()).orElse(null);
    if (channel == null) {
      observe(seen(command, Result.FAILED, null, false, unknown(command.channel())));
      return;
    }
    String key = command.deliveryId();
    if (!inFlight.add(key)) {
      return;
    }
    Lane lane = lanes.computeIfAbsent(command.channel(), Lane::new);
    if (!lane.offer(() -> perform(command, channel, key))) {
      inFlight.remove(key);
      observe(notBegun(command, "too many messages wait for this channel"));
    }
  }

  private void perform(Deliver command, Channel channel, String key) {
    DeliveryObserved seen;
    try {
      seen = attempt(command, channel, key);
    } finally {
      inFlight.remove(key);
    }
    remember(seen);
    observe(seen);
  }

  private void remember(DeliveryObserved seen) {
    switch (seen.result()) {
      case SENT -> notTaken.remove(seen.channel());
      case RETRY, FAILED -> notTaken.put(seen.channel(), seen.detail());
      case NOT_BEGUN -> log.debug("{} was not asked", seen.channel());
    }
  }

  private DeliveryObserved attempt(Deliver command, Channel channel, String key) {
    if (closing) {
      return notBegun(command, "the service was stopped before it could be performed");
    }
    if (clock.instant().isAfter(command.notAfter())) {
      return notBegun(command, "the command came too late to be performed");
    }
    try {
      return seen(command, channel.deliver(command.message(), key, command.possiblyRepeated()));
    } catch (RuntimeException e) {
      log.error("channel {} failed on {}; it is tried again later", command.channel(), key, e);
      String detail = "internal error: " + e.getClass().getSimpleName();
      return seen(command, Result.RETRY, null, true, detail);
    }
  }

  private void observe(DeliveryObserved seen) {
    try {
      observations.accept(seen);
    } catch (RuntimeException e) {
      log.warn(
          "what became of {} of run {} could not be published; it will be asked for again",
          seen.channel(),
          seen.runId(),
          e);
    }
  }

  private static DeliveryObserved seen(Deliver command, Channel.Result result) {
    if (result instanceof Channel.Result.Retry r) {
      return seen(command, Result.RETRY, r.after(), r.maybeDelivered(), r.detail());
    }
    Result kind = result instanceof Channel.Result.Sent ? Result.SENT : Result.FAILED;
    return seen(command, kind, null, false, result.detail());
  }

  private static DeliveryObserved notBegun(Deliver command, String why) {
    return seen(command, Result.NOT_BEGUN, null, false, why);
  }

  private static DeliveryObserved seen(
      Deliver c, Result result, @Nullable Duration after, boolean maybe, String detail) {
    return new DeliveryObserved(
        c.runId(), c.about(), c.channel(), c.attempt(), result, after, maybe, detail);
  }

  private String unknown(String channel) {
    int colon = channel.indexOf(':');
    String kind = colon < 0 ? "" : channel.substring(0, colon);
    String needs =
        switch (kind) {
          case "slack" -> "its webhook";
          case "email" -> "its address";
          default -> "";
        };
    return "channel '"
        + channel
        + "' is not configured; configured are "
        + String.join(", ", channels.names())
        + (needs.isEmpty()
            ? ""
            : ". Set mayfly.notifier." + channel.replace(':', '.') + " to " + needs);
  }
}
