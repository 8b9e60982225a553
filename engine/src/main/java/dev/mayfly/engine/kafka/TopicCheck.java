package dev.mayfly.engine.kafka;

import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.contracts.topic.Topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects where topics differ from the catalogue, with the command that mends each. */
final class TopicCheck {
  private final Topics topics;
  private final String servers;
  private final List<TopicProblem> problems = new ArrayList<>();

  TopicCheck(Topics topics, String servers) {
    this.topics = topics;
    this.servers = servers;
  }

  List<TopicProblem> problems() {
    return List.copyOf(problems);
  }

  void missing(Topic topic) {
    add(topic, "is missing", create());
  }

  void partitions(Topic topic, int found) {
    if (found == topic.partitions()) {
      return;
    }
    String what = "has " + found + " partitions where " + topic.partitions() + " are meant";
    if (found < topic.partitions()) {
      add(topic, what, kafkaTopics("--alter", topic, " --partitions " + topic.partitions()));
    } else {
      add(topic, what, kafkaTopics("--delete", topic, "") + " && " + create());
    }
  }

  void settings(Topic topic, Map<String, String> found) {
    TopicSettings.promised(topic)
        .forEach(
            (name, meant) -> {
              // How long it keeps its records is the operator's choice, once it is made.
              if (!name.equals("retention.ms") && !meant.equals(found.get(name))) {
                setting(topic, name, found.get(name) + "", meant);
              }
            });
    String bytes = found.get("max.message.bytes");
    if (bytes != null && Long.parseLong(bytes) < topic.maxMessageBytes()) {
      setting(topic, "max.message.bytes", bytes, Integer.toString(topic.maxMessageBytes()));
    }
  }

  /** A group that was installed by a version that did not read the topic yet. */
  void positions(String group, List<String> promised, Set<String> known, List<Topic> present) {
    if (promised.stream().anyMatch(known::contains)) {
      present.stream()
          .filter(t -> promised.contains(t.name()) && !known.contains(t.name()))
          .forEach(
              t ->
                  add(
                      t,
                      "is not read by the group " + group + " yet, as it was by no older version",
                      create()));
    }
  }

  private void setting(Topic topic, String name, String found, String meant) {
    add(
        topic,
        "has " + name + "=" + found + " where " + meant + " is meant",
        "kafka-configs.sh --bootstrap-server "
            + servers
            + " --alter --entity-type topics --entity-name "
            + topic.name()
            + " --add-config "
            + name
            + "="
            + meant);
  }

  private String create() {
    String installation =
        topics.installation().equals("mayfly") ? "" : " --installation " + topics.installation();
    return "mayfly topics create --bootstrap-servers " + servers + installation;
  }

  private String kafkaTopics(String what, Topic topic, String more) {
    return "kafka-topics.sh --bootstrap-server "
        + servers
        + " "
        + what
        + " --topic "
        + topic.name()
        + more;
  }

  private void add(Topic topic, String what, String mend) {
    problems.add(new TopicProblem(topic.name(), what, mend));
  }
}
