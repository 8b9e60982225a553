package dev.mayfly.contracts.topic;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one installation. Everything that a decision reads has one partition, so that it
 * has one order; commands have several, so that effects fan out.
 *
 * @param installation the name before the first dot of every topic; {@code mayfly} unless several
 *     share a broker
 */
public record Topics(String installation) {
  private static final int COMMAND_PARTITIONS = 4;
  private static final int INBOX_BYTES = 1 << 20;
  private static final int INTERNAL_BYTES = 2 << 20;

  public Topics {
    if (!installation.matches("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")) {
      throw new IllegalArgumentException(
          "an installation is named with up to 32 of a-z, 0-9 and -, not '" + installation + "'");
    }
  }

  public static final List<String> SEQUENCERS = List.of("scheduler", "cluster", "notifier");

  public String requests() {
    return name("requests");
  }

  public String jobs() {
    return name("jobs");
  }

  public String runs() {
    return name("runs");
  }

  public String profiles() {
    return name("profiles");
  }

  public String clusters() {
    return name("clusters");
  }

  public String assignments() {
    return name("assignments");
  }

  public String submitters() {
    return name("submitters");
  }

  public String steps() {
    return name("steps");
  }

  public String heartbeats() {
    return name("heartbeats");
  }

  public String notifications() {
    return name("notifications");
  }

  /** Intents of a service, to be performed by its workers. */
  public String commands(String service) {
    return name(service + ".commands");
  }

  /** What the workers of a service saw. */
  public String observations(String service) {
    return name(service + ".observations");
  }

  /** Dead letters of a service: the bytes as they came, with why, where and when in headers. */
  public String deadLetters(String service) {
    return name(service + ".dlt");
  }

  public List<Topic> all() {
    var shared =
        Stream.of(
            kept(requests(), "anyone allowed", Duration.ofDays(7), 1, INBOX_BYTES),
            compacted(jobs(), "anyone allowed"),
            kept(runs(), "scheduler-service", Duration.ofDays(14), 1, INTERNAL_BYTES),
            compacted(profiles(), "cluster-service"),
            kept(clusters(), "cluster-service", Duration.ofDays(14), 1, INTERNAL_BYTES),
            compacted(assignments(), "cluster-service"),
            compacted(submitters(), "submit-service"),
            kept(steps(), "submit-service", Duration.ofDays(14), 1, INTERNAL_BYTES),
            kept(heartbeats(), "submit-service", Duration.ofHours(1), 1, INTERNAL_BYTES),
            kept(notifications(), "notifier-service", Duration.ofDays(14), 1, INTERNAL_BYTES));
    var internal =
        SEQUENCERS.stream()
            .flatMap(
                s ->
                    Stream.of(
                        kept(
                            commands(s),
                            s + "-service",
                            Duration.ofDays(1),
                            COMMAND_PARTITIONS,
                            INTERNAL_BYTES),
                        kept(
                            observations(s), s + "-service", Duration.ofDays(1), 1, INTERNAL_BYTES),
                        kept(
                            deadLetters(s),
                            s + "-service",
                            Duration.ofDays(30),
                            1,
                            INTERNAL_BYTES)));
    return Stream.concat(shared, internal).toList();
  }

  private String name(String suffix) {
    return installation + "." + suffix;
  }

  private static Topic kept(
      String name, String writer, Duration retention, int partitions, int maxBytes) {
    return new Topic(name, writer, partitions, retention, maxBytes);
  }

  private static Topic compacted(String name, String writer) {
    return new Topic(name, writer, 1, null, INTERNAL_BYTES);
  }

  /**
   * @param retention how long a record is kept; null: compacted by key
   * @param maxMessageBytes the largest record batch that it takes
   */
  public record Topic(
      String name,
      String writer,
      int partitions,
      @Nullable Duration retention,
      int maxMessageBytes) {
    public boolean isCompacted() {
      return retention == null;
    }
  }
}
