package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Fault;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Logic-less templates: {@code {{ name }}} in any text of a spec is replaced by the value of that
 * name. What the values hold is not filled in again. All texts together may grow to {@link
 * SpecText#LARGEST} characters. {@link StepReferences} stay as they are.
 */
final class Templates {
  static final Pattern PLACE = Pattern.compile("\\{\\{([^{}]*)}}");

  /** Spark fills these in itself, in the Java options of executors and in addresses of logs. */
  private static final Set<String> OF_SPARK = Set.of("APP_ID", "EXECUTOR_ID");

  private final Map<String, String> values;
  private final List<Fault> faults;
  private final TickFacts ticks;
  private final String known;
  private int room = SpecText.LARGEST;

  Templates(Map<String, String> values, TickFacts ticks, List<Fault> faults) {
    this.values = values;
    this.ticks = ticks;
    this.faults = faults;
    this.known = "a name that is known here: " + String.join(", ", new TreeSet<>(values.keySet()));
  }

  JsonNode fill(JsonNode node, String path) {
    if (node.isString()) {
      return JsonNodeFactory.instance.stringNode(fill(node.asString(), path));
    }
    if (node.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < node.size(); i++) {
        array.add(fill(node.get(i), path + "[" + i + "]"));
      }
      return array;
    }
    if (node.isObject()) {
      var object = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(
              f ->
                  object.set(
                      f.getKey(),
                      fill(f.getValue(), path.isEmpty() ? f.getKey() : path + "." + f.getKey())));
      return object;
    }
    return node;
  }

  String fill(String text, String path) {
    if (!text.contains("{{")) {
      return text;
    }
    Matcher m = PLACE.matcher(text);
    var filled = new StringBuilder();
    while (m.find() && room >= 0) {
      String value = value(m, path);
      m.appendReplacement(filled, Matcher.quoteReplacement(value));
      take(value.length(), path);
    }
    m.appendTail(filled);
    return filled.toString();
  }

  private String value(Matcher place, String path) {
    String name = place.group(1).trim();
    String value = values.get(name);
    if (value != null) {
      return value;
    }
    if (TickFacts.isOne(name)) {
      return ticks
          .fact(name)
          .orElseGet(
              () -> {
                faults.add(new Fault(path, place.group(), ticks.expected()));
                return "";
              });
    }
    if (OF_SPARK.contains(name)) {
      return place.group();
    }
    if (StepReferences.isMeant(name)) {
      String expected = StepReferences.expected(name, path);
      if (expected != null) {
        faults.add(new Fault(path, place.group(), expected));
      }
      return place.group();
    }
    faults.add(new Fault(path, place.group(), known));
    return "";
  }

  private void take(int characters, String path) {
    if (room >= 0) {
      room -= characters;
      if (room < 0) {
        faults.add(new Fault(path, "the filled text", "at most 256 KiB"));
      }
    }
  }
}
