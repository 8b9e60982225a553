package dev.mayfly.contracts.doc;

import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.NotificationEvent;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.RequestEvent;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.ScheduleEvent;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.contracts.event.SubmitterAnnounced;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.contracts.topic.Topics.Topic;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a reader of the topic catalogue wants to know beside it: keys, and what is carried. */
record TopicGuide(Topic topic, String key, List<Class<? extends Event>> events, String about) {
  static final Topics TOPICS = new Topics("mayfly");

  static List<TopicGuide> all() {
    return TOPICS.all().stream().map(TopicGuide::of).toList();
  }

  /** Those that carry events which others may read or write. */
  static List<TopicGuide> ofEvents() {
    return all().stream().filter(g -> !g.events.isEmpty()).toList();
  }

  static String table() {
    String head =
        "| topic | writer | key | kept | partitions | carries |\n|---|---|---|---|---|---|\n";
    return all().stream().map(TopicGuide::row).collect(Collectors.joining("", head, ""));
  }

  private String row() {
    String kept = topic.retention() == null ? "compacted" : kept();
    return "| `%s` | %s | %s | %s | %d | %s |\n"
        .formatted(topic.name(), topic.writer(), key, kept, topic.partitions(), carries());
  }

  private String kept() {
    long hours = topic.retention().toHours();
    return hours % 24 == 0 ? hours / 24 + " d" : hours + " h";
  }

  private String carries() {
    return events.isEmpty()
        ? about
        : events.stream()
            .map(e -> "[`" + e.getSimpleName() + "`](schemas/" + e.getSimpleName() + ".json)")
            .collect(Collectors.joining(", "));
  }

  private static TopicGuide of(Topic topic) {
    String suffix = topic.name().substring(topic.name().indexOf('.') + 1);
    return switch (suffix) {
      case "requests" -> guide(topic, "any or none", RequestEvent.class);
      case "jobs" -> guide(topic, "job name", JobDeployed.class);
      case "runs" -> runs(topic);
      case "profiles" -> guide(topic, "profile", ProfileAnnounced.class);
      case "clusters" -> guide(topic, "clusterId", ClusterEvent.class);
      case "assignments" -> guide(topic, "runId/attempt", Assignment.class);
      case "submitters" -> guide(topic, "submitter", SubmitterAnnounced.class);
      case "steps" -> guide(topic, "runId", StepEvent.class);
      case "heartbeats" -> guide(topic, "runId", JobProgressed.class);
      case "notifications" -> guide(topic, "runId", NotificationEvent.class);
      default -> internal(topic, suffix);
    };
  }

  private static TopicGuide internal(Topic topic, String suffix) {
    return switch (suffix.substring(suffix.indexOf('.') + 1)) {
      case "commands" -> guide(topic, "entity id", null, "intents, to be performed");
      case "observations" -> guide(topic, "entity id", null, "what its workers saw");
      case "dlt" ->
          guide(
              topic,
              "as it came",
              null,
              "dead letters: the bytes as they came; why, where and when in headers");
      default -> throw new IllegalArgumentException("no words for topic " + topic.name());
    };
  }

  private static TopicGuide runs(Topic topic) {
    var events =
        Stream.of(RunEvent.class, ScheduleEvent.class).flatMap(TopicGuide::events).toList();
    return new TopicGuide(topic, "runId, or the name of a deployed job", events, "");
  }

  private static Stream<Class<? extends Event>> events(Class<?> family) {
    return EventTypes.all().filter(family::isAssignableFrom);
  }

  private static TopicGuide guide(Topic topic, String key, Class<?> family) {
    return guide(topic, key, family, "");
  }

  private static TopicGuide guide(
      Topic topic, String key, @Nullable Class<?> family, String about) {
    List<Class<? extends Event>> events = family == null ? List.of() : events(family).toList();
    return new TopicGuide(topic, key, events, about);
  }
}
