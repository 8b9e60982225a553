package dev.mayfly.contracts.doc;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.schedule.TickAsked;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (2020-12) of an event, from its record: required is what is neither
 * {@code @Nullable} nor a collection. Unknown fields are allowed, as payloads evolve by adding.
 */
final class Schemas {
  static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  static final String JOB_SPEC = "job-spec.json";

  private final Map<String, ObjectNode> definitions = new TreeMap<>();

  private Schemas() {}

  static ObjectNode of(Class<? extends Event> event) {
    var schemas = new Schemas();
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", DIALECT);
    schema.put("title", event.getSimpleName());
    schema.put("description", "The data of a CloudEvent of type " + EventTypes.of(event) + ".");
    schema.setAll(schemas.object(event));
    if (!schemas.definitions.isEmpty()) {
      ObjectNode definitions = schema.putObject("$defs");
      schemas.definitions.forEach(definitions::set);
    }
    return schema;
  }

  private ObjectNode object(Class<?> type) {
    ObjectNode schema = text("object", null);
    ObjectNode properties = JsonNodeFactory.instance.objectNode();
    var required = JsonNodeFactory.instance.arrayNode();
    for (RecordComponent c : type.getRecordComponents()) {
      JsonProperty renamed = c.getAccessor().getAnnotation(JsonProperty.class);
      String name = renamed == null ? c.getName() : renamed.value();
      properties.set(name, property(type, c));
      if (isRequired(c)) {
        required.add(name);
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.set("properties", properties);
    return schema;
  }

  private ObjectNode property(Class<?> owner, RecordComponent c) {
    if (Set.of(JobRequested.class, JobDeployed.class).contains(owner)
        && c.getName().equals("spec")) {
      return JsonNodeFactory.instance.objectNode().put("$ref", JOB_SPEC);
    }
    return schema(c.getGenericType());
  }

  private ObjectNode schema(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      ObjectNode schema;
      if (generic.getRawType() == Map.class) {
        schema = text("object", null);
        schema.set("additionalProperties", schema(of[1]));
      } else {
        schema = text("array", null);
        schema.set("items", schema(of[0]));
      }
      return schema;
    }
    return schema((Class<?>) type);
  }

  private ObjectNode schema(Class<?> type) {
    if (type == String.class) {
      return text("string", null);
    }
    if (type == int.class || type == Integer.class || type == long.class) {
      return text("integer", null);
    }
    if (type == double.class || type == Double.class) {
      return text("number", null);
    }
    if (type == boolean.class || type == Boolean.class) {
      return text("boolean", null);
    }
    if (type == Instant.class) {
      return text("string", "date-time");
    }
    if (type == ZoneId.class) {
      return text("string", null);
    }
    if (type == Duration.class) {
      return text("string", "duration");
    }
    if (type == MemorySize.class) {
      return text("string", null).put("pattern", "^[0-9]+[bkmgt]$");
    }
    if (JsonNode.class.isAssignableFrom(type)) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (type.isEnum()) {
      ObjectNode schema = text("string", null);
      var values = schema.putArray("enum");
      for (Object constant : type.getEnumConstants()) {
        values.add(constant.toString());
      }
      return schema;
    }
    if (type == TickAsked.class) {
      ObjectNode either = JsonNodeFactory.instance.objectNode();
      either.putArray("anyOf").add(reference(type)).add(text("string", "date-time"));
      return either;
    }
    return reference(type);
  }

  private ObjectNode reference(Class<?> type) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException("no schema for " + type);
    }
    String name = type.getSimpleName();
    if (!definitions.containsKey(name)) {
      definitions.put(name, JsonNodeFactory.instance.objectNode());
      definitions.put(name, object(type));
    }
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/" + name);
  }

  private static boolean isRequired(RecordComponent c) {
    return !Collection.class.isAssignableFrom(c.getType())
        && !Map.class.isAssignableFrom(c.getType())
        && !c.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static ObjectNode text(String type, @Nullable String format) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", type);
    return format == null ? schema : schema.put("format", format);
  }

  static String pretty(JsonNode node) {
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
  }
}
