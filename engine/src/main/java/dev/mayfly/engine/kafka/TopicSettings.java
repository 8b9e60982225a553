package dev.mayfly.engine.kafka;

import dev.mayfly.contracts.topic.Topics.Topic;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a topic of the catalogue is configured on the broker. */
final class TopicSettings {
  private static final int SEGMENT_BYTES = 64 << 20;

  private TopicSettings() {}

  static Map<String, String> of(Topic topic, int replication) {
    Map<String, String> settings = promised(topic);
    settings.put("max.message.bytes", Integer.toString(topic.maxMessageBytes()));
    settings.put("min.insync.replicas", replication >= 3 ? "2" : "1");
    settings.put("segment.bytes", Integer.toString(SEGMENT_BYTES));
    // Neither compaction nor retention touches the segment that is written to.
    settings.put("segment.ms", Long.toString(segment(topic).toMillis()));
    if (topic.isCompacted()) {
      settings.put("min.cleanable.dirty.ratio", "0.1");
      // A reader that was away for less learns what was taken back.
      settings.put("delete.retention.ms", Long.toString(Duration.ofDays(14).toMillis()));
    }
    return settings;
  }

  /** What the promises stand on: a topic without it is refused. */
  static Map<String, String> promised(Topic topic) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("message.timestamp.type", "LogAppendTime");
    settings.put("cleanup.policy", topic.isCompacted() ? "compact" : "delete");
    settings.put("retention.bytes", "-1");
    Duration retention = topic.retention();
    if (retention != null) {
      settings.put("retention.ms", Long.toString(retention.toMillis()));
    }
    return settings;
  }

  private static Duration segment(Topic topic) {
    Duration retention = topic.retention();
    Duration hour = Duration.ofHours(1);
    if (retention == null) {
      return hour;
    }
    Duration part = retention.dividedBy(8);
    return part.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1) : part;
  }
}
