package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lays one of a spec's {@code environments} over the rest of it: objects field by field, everything
 * else, lists too, as a whole.
 */
public final class Environments {
  private Environments() {}

  /**
   * @param name null: none is laid over
   */
  static ObjectNode layOver(ObjectNode spec, @Nullable String name, List<Fault> faults) {
    ObjectNode base = spec.deepCopy();
    JsonNode environments = base.remove("environments");
    if (environments != null && !environments.isNull()) {
      check(environments, faults);
    }
    if (name == null) {
      return base;
    }
    JsonNode over = environments == null ? null : environments.get(name);
    if (over == null || !over.isObject()) {
      String known =
          environments == null || !environments.isObject() || environments.isEmpty()
              ? "the spec has none"
              : "the spec has " + String.join(", ", environments.propertyNames());
      faults.add(new Fault("environment", name, "one of the spec's environments; " + known));
      return base;
    }
    return merge(base, (ObjectNode) over);
  }

  private static void check(JsonNode environments, List<Fault> faults) {
    if (!environments.isObject()) {
      faults.add(new Fault("environments", environments.toString(), "an object"));
    }
    for (var entry : environments.properties()) {
      if (!entry.getValue().isObject()) {
        String path = "environments." + entry.getKey();
        faults.add(new Fault(path, entry.getValue().toString(), "an object"));
      }
    }
  }

  /** The first with the second laid over it. */
  public static ObjectNode merge(ObjectNode base, ObjectNode over) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    base.properties().forEach(f -> result.set(f.getKey(), f.getValue()));
    for (var field : over.properties()) {
      JsonNode old = base.get(field.getKey());
      result.set(
          field.getKey(),
          old instanceof ObjectNode o && field.getValue() instanceof ObjectNode n
              ? merge(o, n)
              : field.getValue());
    }
    return result;
  }
}
