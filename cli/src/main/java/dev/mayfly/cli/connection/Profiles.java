package dev.mayfly.cli.connection;

import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.UnreadableRecordException;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What is announced on {@code <installation>.profiles}: the last word of each profile. */
public final class Profiles {
  private static final Map<String, String> SOON =
      Map.of("default.api.timeout.ms", "4000", "request.timeout.ms", "4000");

  private Profiles() {}

  /** By name; without what nobody can read. */
  public static SortedMap<String, ProfileAnnounced> all(String bootstrapServers, Topics topics)
      throws IOException {
    var profiles = new TreeMap<String, ProfileAnnounced>();
    try {
      TopicReader.readAll(
          new KafkaConnection(bootstrapServers, SOON),
          List.of(topics.profiles()),
          record -> {
            try {
              record
                  .event()
                  .filter(ProfileAnnounced.class::isInstance)
                  .map(ProfileAnnounced.class::cast)
                  .ifPresent(p -> profiles.put(p.profile(), p));
            } catch (UnreadableRecordException e) {
              // what a later version says is not for this one
            }
          });
    } catch (UnknownTopicOrPartitionException e) {
      throw Unreachable.topic(topics.profiles(), e);
    } catch (KafkaException e) {
      throw Unreachable.broker(bootstrapServers, e);
    }
    return profiles;
  }
}
