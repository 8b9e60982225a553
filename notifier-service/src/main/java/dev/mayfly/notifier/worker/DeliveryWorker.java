package dev.mayfly.notifier.worker;

import dev.mayfly.contracts.Json;
import dev.mayfly.notifier.Deliver;
import dev.mayfly.notifier.DeliveryObserved;
import dev.mayfly.notifier.DeliveryObserved.Result;
import dev.mayfly.notifier.channel.Channel;
import dev.mayfly.notifier.channel.Channels;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs {@link Deliver} commands, each channel's in a lane of its own. It returns at once, so
 * that no call holds a partition; what a crash loses is asked for again.
 */
public final class DeliveryWorker implements Consumer<List<byte[]>>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeliveryWorker.class);

  private final Channels channels;
  private final Consumer<DeliveryObserved> observations;
  private final BiConsumer<byte[], String> deadLetters;
  private final Duration callLimit;
  private final Clock clock;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
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

  @Override
  public void accept(List<byte[]> commands) {
    for (byte[] bytes : commands) {
      Deliver command;
      try {
        command = Json.read(bytes, Deliver.class);
      } catch (RuntimeException e) {
        log.warn("a command cannot be read; it goes to the dead letters: {}", e.getMessage());
        deadLetters.accept(bytes, "the command cannot be read: " + e.getMessage());
        continue;
      }
      begin(command);
    }
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
      observe(command, new Channel.Result.Failed(unknown(command.channel())));
      return;
    }
    String key = command.deliveryId();
    if (!inFlight.add(key)) {
      return;
    }
    Lane lane = lanes.computeIfAbsent(command.channel(), Lane::new);
    if (!lane.offer(() -> perform(command, channel, key))) {
      inFlight.remove(key);
      observe(command, notBegun("too many messages wait for this channel"));
    }
  }

  private void perform(Deliver command, Channel channel, String key) {
    Channel.Result result;
    try {
      result = attempt(command, channel, key);
    } finally {
      inFlight.remove(key);
    }
    observe(command, result);
  }

  private Channel.Result attempt(Deliver command, Channel channel, String key) {
    if (closing) {
      return notBegun("the service was stopped before it could be performed");
    }
    if (clock.instant().isAfter(command.notAfter())) {
      return notBegun("the command came too late to be performed");
    }
    try {
      return channel.deliver(command.message(), key, command.possiblyRepeated());
    } catch (RuntimeException e) {
      log.error("channel {} failed on {}; it is tried again later", command.channel(), key, e);
      String detail = "internal error: " + e.getClass().getSimpleName();
      return new Channel.Result.Retry(Duration.ZERO, true, detail);
    }
  }

  private void observe(Deliver command, Channel.Result result) {
    try {
      observations.accept(observed(command, result));
    } catch (RuntimeException e) {
      log.warn(
          "what became of {} could not be published; it will be asked for again",
          command.deliveryId(),
          e);
    }
  }

  private static DeliveryObserved observed(Deliver c, Channel.Result result) {
    boolean maybe = result instanceof Channel.Result.Retry r && r.maybeDelivered();
    Duration after = result instanceof Channel.Result.Retry r ? r.after() : null;
    Result kind =
        result instanceof Channel.Result.Sent
            ? Result.SENT
            : result instanceof Channel.Result.Retry ? Result.RETRY : Result.FAILED;
    return new DeliveryObserved(
        c.runId(), c.about(), c.channel(), c.attempt(), kind, after, maybe, result.detail());
  }

  private static Channel.Result notBegun(String why) {
    return new Channel.Result.Retry(Duration.ZERO, false, why);
  }

  private String unknown(String channel) {
    int colon = channel.indexOf(':');
    String key = colon < 0 ? "" : "mayfly.notifier." + channel.replace(':', '.');
    return "channel '"
        + channel
        + "' is not configured; configured are "
        + String.join(", ", channels.names())
        + (key.startsWith("mayfly.notifier.slack.") ? ". Set " + key + " to its webhook" : "");
  }
}
