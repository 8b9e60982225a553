package dev.mayfly.cli.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One field that differs.
 *
 * @param path as {@code steps[0].args[1]}
 * @param before null: it was not there
 * @param after null: it is not there any more
 */
public record FieldChange(String path, @Nullable JsonNode before, @Nullable JsonNode after) {

  /** In the order of the fields. */
  public static List<FieldChange> between(JsonNode before, JsonNode after) {
    var changes = new ArrayList<FieldChange>();
    collect("", before, after, changes);
    return changes;
  }

  /** Of a text that stands beside the spec. */
  static FieldChange of(String path, @Nullable String before, @Nullable String after) {
    return new FieldChange(path, node(before), node(after));
  }

  private static @Nullable JsonNode node(@Nullable String text) {
    return text == null ? null : JsonNodeFactory.instance.stringNode(text);
  }

  private static void collect(
      String path, @Nullable JsonNode before, @Nullable JsonNode after, List<FieldChange> changes) {
    if (before != null && before.equals(after)) {
      return;
    }
    if (before != null && after != null && before.isObject() && after.isObject()) {
      Set<String> names = new LinkedHashSet<>(before.propertyNames());
      names.addAll(after.propertyNames());
      String parent = path.isEmpty() ? "" : path + ".";
      names.forEach(n -> collect(parent + n, before.get(n), after.get(n), changes));
    } else if (before != null && after != null && before.isArray() && after.isArray()) {
      for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
        collect(path + "[" + i + "]", before.get(i), after.get(i), changes);
      }
    } else {
      changes.add(new FieldChange(path, before, after));
    }
  }
}
