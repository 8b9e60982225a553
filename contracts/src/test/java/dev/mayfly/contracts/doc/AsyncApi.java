package dev.mayfly.contracts.doc;

import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.topic.Topics.Topic;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The AsyncAPI 3.0 document of an installation called mayfly, seen from Mayfly. */
final class AsyncApi {
  private static final String HEAD = "# Generated from the contracts module; see README.md.\n";
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private AsyncApi() {}

  static String document() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("asyncapi", "3.0.0");
    root.putObject("info")
        .put("title", "Mayfly")
        .put("version", "1.0.0")
        .put(
            "description",
            "Apache Spark jobs on clusters that live only as long as the job: CloudEvents 1.0 over"
                + " Kafka, binary mode. Unknown fields are to be ignored.");
    root.put("defaultContentType", "application/json");
    ObjectNode channels = root.putObject("channels");
    ObjectNode operations = root.putObject("operations");
    for (TopicGuide guide : TopicGuide.ofEvents()) {
      String name = guide.topic().name().substring(guide.topic().name().indexOf('.') + 1);
      channels.set(name, channel(guide));
      boolean asked = name.equals("requests");
      operations
          .putObject((asked ? "receive-" : "send-") + name)
          .put("action", asked ? "receive" : "send")
          .putObject("channel")
          .put("$ref", "#/channels/" + name);
    }
    ObjectNode components = root.putObject("components");
    ObjectNode messages = components.putObject("messages");
    EventTypes.all().forEach(e -> messages.set(e.getSimpleName(), message(e)));
    components.putObject("schemas").set("cloudEventHeaders", headers());
    return HEAD + YAML.writeValueAsString(root);
  }

  private static ObjectNode channel(TopicGuide guide) {
    Topic topic = guide.topic();
    ObjectNode channel = JsonNodeFactory.instance.objectNode();
    channel.put("address", topic.name());
    channel.put("description", "Written by " + topic.writer() + ". Key: " + guide.key() + ".");
    ObjectNode messages = channel.putObject("messages");
    for (Class<? extends Event> event : guide.events()) {
      String name = event.getSimpleName();
      messages.putObject(name).put("$ref", "#/components/messages/" + name);
    }
    ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
    kafka.put("topic", topic.name());
    kafka.put("partitions", topic.partitions());
    ObjectNode configuration = kafka.putObject("topicConfiguration");
    configuration.putArray("cleanup.policy").add(topic.isCompacted() ? "compact" : "delete");
    if (topic.retention() != null) {
      configuration.put("retention.ms", topic.retention().toMillis());
    }
    configuration.put("max.message.bytes", topic.maxMessageBytes());
    kafka.put("bindingVersion", "0.5.0");
    return channel;
  }

  private static ObjectNode message(Class<? extends Event> event) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("name", EventTypes.of(event));
    message.put("title", event.getSimpleName());
    message.put("contentType", "application/json");
    message.putObject("headers").put("$ref", "#/components/schemas/cloudEventHeaders");
    ObjectNode payload = message.putObject("payload");
    payload.put("schemaFormat", "application/schema+json;version=2020-12");
    payload.putObject("schema").put("$ref", "./schemas/" + event.getSimpleName() + ".json");
    return message;
  }

  private static ObjectNode headers() {
    ObjectNode headers = JsonNodeFactory.instance.objectNode();
    headers.put("type", "object");
    ObjectNode properties = headers.putObject("properties");
    properties.putObject("ce_specversion").put("const", "1.0");
    properties.putObject("ce_id").put("type", "string");
    properties.putObject("ce_source").put("type", "string");
    properties.putObject("ce_type").put("type", "string");
    properties.putObject("ce_time").put("type", "string").put("format", "date-time");
    properties.putObject("ce_subject").put("type", "string");
    properties.putObject("traceparent").put("type", "string");
    headers.putArray("required").add("ce_specversion").add("ce_id").add("ce_source").add("ce_type");
    return headers;
  }
}
