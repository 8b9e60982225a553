package dev.mayfly.engine.kafka;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.contracts.topic.Topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes the topics of the catalogue and says where they differ from it. Every method throws a
 * {@link KafkaException} when the broker refuses or does not answer within a minute.
 */
public final class TopicAdmin implements AutoCloseable {
  private static final Duration SPREADING = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final String servers;
  private final Admin admin;

  public TopicAdmin(KafkaConnection connection) {
    this.servers = connection.bootstrapServers();
    this.admin = connection.admin();
  }

  /**
   * Makes the topics that are missing and installs the sequencers: their groups start at offset 0
   * of the topics on which a promise stands, where these are new or they have no offset yet. Topics
   * that exist stay as they are; {@link #check} tells what is wrong with them.
   *
   * @return the names of the topics that it made
   */
  public List<String> create(Topics topics, int replication) {
    Set<String> existing = get(admin.listTopics().names());
    List<NewTopic> missing =
        topics.all().stream()
            .filter(t -> !existing.contains(t.name()))
            .map(t -> newTopic(t, replication))
            .toList();
    var made = new ArrayList<String>();
    admin
        .createTopics(missing)
        .values()
        .forEach(
            (name, created) -> {
              if (wasCreated(created)) {
                made.add(name);
              }
            });
    Reads.all(topics).forEach(reads -> install(reads.group(topics), reads.promised(), made));
    return made;
  }

  /** Empty when every topic is as the promises need it. */
  public List<TopicProblem> check(Topics topics) {
    Set<String> existing = get(admin.listTopics().names());
    var check = new TopicCheck(topics, servers);
    List<Topic> present = new ArrayList<>();
    for (Topic topic : topics.all()) {
      if (existing.contains(topic.name())) {
        present.add(topic);
      } else {
        check.missing(topic);
      }
    }
    List<String> names = present.stream().map(Topic::name).toList();
    Map<String, TopicDescription> described = get(admin.describeTopics(names).allTopicNames());
    Map<String, Map<String, String>> settings = settings(names);
    for (Topic topic : present) {
      check.partitions(
          topic, Objects.requireNonNull(described.get(topic.name())).partitions().size());
      check.settings(topic, settings.getOrDefault(topic.name(), Map.of()));
    }
    for (Reads reads : Reads.all(topics)) {
      check.positions(
          reads.group(topics), reads.promised(), positions(reads.group(topics)), present);
    }
    return check.problems();
  }

  /**
   * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException when one is missing
   */
  public Map<String, Uuid> topicIds(Collection<String> names) {
    return get(admin.describeTopics(names).allTopicNames()).values().stream()
        .collect(Collectors.toMap(TopicDescription::name, TopicDescription::topicId));
  }

  @Override
  public void close() {
    admin.close();
  }

  private static NewTopic newTopic(Topic topic, int replication) {
    return new NewTopic(topic.name(), topic.partitions(), (short) replication)
        .configs(TopicSettings.of(topic, replication));
  }

  /** Another process may have made it meanwhile. */
  private static boolean wasCreated(KafkaFuture<Void> created) {
    try {
      get(created);
      return true;
    } catch (TopicExistsException e) {
      return false;
    }
  }

  /** What is known of a topic that was just made is of one that was deleted. */
  private void install(String group, List<String> promised, List<String> made) {
    Set<String> known = positions(group);
    var first = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (String topic : promised) {
      var partition = new TopicPartition(topic, 0);
      if (!known.contains(topic) || made.contains(topic)) {
        first.put(partition, new OffsetAndMetadata(0));
      }
    }
    if (!first.isEmpty()) {
      commit(group, first);
    }
  }

  /** The topics on which the group has one. */
  private Set<String> positions(String group) {
    return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .entrySet()
        .stream()
        .filter(e -> e.getValue() != null)
        .map(e -> e.getKey().topic())
        .collect(Collectors.toSet());
  }

  /** A topic just made is not known to every broker at once. */
  private void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
    long deadline = System.nanoTime() + SPREADING.toNanos();
    while (true) {
      try {
        get(admin.alterConsumerGroupOffsets(group, offsets).all());
        return;
      } catch (UnknownMemberIdException e) {
        throw new KafkaException(
            "the group "
                + group
                + " has no position yet on "
                + offsets.keySet()
                + " and gets none while its service runs: stop the service, do this again, and start"
                + " it");
      } catch (UnknownTopicOrPartitionException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private Map<String, Map<String, String>> settings(List<String> names) {
    List<ConfigResource> resources =
        names.stream().map(n -> new ConfigResource(ConfigResource.Type.TOPIC, n)).toList();
    Map<ConfigResource, Config> configs = get(admin.describeConfigs(resources).all());
    var settings = new HashMap<String, Map<String, String>>();
    configs.forEach(
        (resource, config) ->
            settings.put(
                resource.name(),
                config.entries().stream()
                    .filter(e -> e.value() != null)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value))));
    return settings;
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new KafkaException(e.getCause());
    }
  }
}
