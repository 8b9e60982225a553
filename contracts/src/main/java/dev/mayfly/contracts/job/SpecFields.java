package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Visible;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * One object of a spec, read field by field; every fault is noted with its path, and reading goes
 * on.
 */
final class SpecFields {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,9}(\\.\\d{1,9})?");

  private static final int LONGEST_PATH = 200;

  private final JsonNode node;
  private final String path;
  private final List<Fault> faults;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<SpecFields> parts = new ArrayList<>();

  SpecFields(JsonNode node, String path, List<Fault> faults) {
    this.path = path;
    this.faults = faults;
    if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
      faults.add(new Fault(path, brief(node), "an object"));
      node = MissingNode.getInstance();
    }
    this.node = node.isNull() ? MissingNode.getInstance() : node;
  }

  /** Fields that are read elsewhere. */
  void alsoKnown(String... names) {
    known.addAll(List.of(names));
  }

  boolean isPresent() {
    return !node.isMissingNode();
  }

  boolean has(String name) {
    return !absent(get(name));
  }

  /** Whether it is one value rather than an object or a list. */
  boolean isValue(String name) {
    return has(name) && get(name).isValueNode();
  }

  /** One sentence for each name, here and further down, that nobody asked for. */
  List<String> unknown() {
    var sentences = new ArrayList<String>();
    if (node.isObject()) {
      for (String name : node.propertyNames()) {
        if (!known.contains(name)) {
          String hint =
              NearestName.of(name, known).map(n -> "; did you mean " + n + "?").orElse("");
          String path = Visible.of(at(name), LONGEST_PATH);
          sentences.add(path + " is not a field of a job and was ignored" + hint);
        }
      }
    }
    parts.forEach(p -> sentences.addAll(p.unknown()));
    return sentences;
  }

  /** The path of every field, here and further down, that somebody asked for. */
  Set<String> asked() {
    var paths = new LinkedHashSet<String>();
    known.forEach(name -> paths.add(at(name)));
    parts.forEach(p -> paths.addAll(p.asked()));
    return paths;
  }

  SpecFields object(String name) {
    return part(get(name), at(name));
  }

  List<SpecFields> objects(String name) {
    JsonNode list = list(name);
    var result = new ArrayList<SpecFields>();
    for (int i = 0; i < list.size(); i++) {
      String itemPath = at(name) + "[" + i + "]";
      if (list.get(i).isNull()) {
        faults.add(new Fault(itemPath, null, "an object"));
      } else {
        result.add(part(list.get(i), itemPath));
      }
    }
    return result;
  }

  @Nullable String text(String name) {
    JsonNode value = get(name);
    if (absent(value)) {
      return null;
    }
    if (value.isContainer()) {
      faults.add(new Fault(at(name), brief(value), "a text"));
      return null;
    }
    return value.asString();
  }

  String required(String name, String expected) {
    String value = text(name);
    if (value == null || value.isBlank()) {
      if (absent(get(name)) || value != null) {
        faults.add(new Fault(at(name), value, expected));
      }
      return "";
    }
    return value;
  }

  /** A required text of a given form. */
  String matching(String name, Pattern form, String expected) {
    String value = required(name, expected);
    if (!value.isEmpty() && !form.matcher(value).matches()) {
      faults.add(new Fault(at(name), value, expected));
    }
    return value;
  }

  /**
   * @param parse throws IllegalArgumentException whose message says what would be right
   */
  <T extends @Nullable Object> T parsed(String name, T otherwise, Function<String, T> parse) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException e) {
      faults.add(new Fault(at(name), value, String.valueOf(e.getMessage())));
      return otherwise;
    }
  }

  int number(String name, int otherwise, int least, int most) {
    Integer value = optionalNumber(name, least, most);
    return value == null ? otherwise : value;
  }

  @Nullable Integer optionalNumber(String name, int least, int most) {
    JsonNode value = get(name);
    if (absent(value)) {
      return null;
    }
    Integer number = wholeNumber(value);
    if (number != null && number >= least && number <= most) {
      return number;
    }
    faults.add(new Fault(at(name), brief(value), "a whole number from " + least + " to " + most));
    return null;
  }

  /** Null when it is absent. */
  @Nullable Boolean flag(String name) {
    JsonNode value = get(name);
    if (absent(value)) {
      return null;
    }
    String text = value.isContainer() ? "" : value.asString();
    if (!text.equals("true") && !text.equals("false")) {
      faults.add(new Fault(at(name), brief(value), "true or false"));
    }
    return text.equals("true");
  }

  double decimal(String name, double otherwise, double least, double most) {
    JsonNode value = get(name);
    if (absent(value)) {
      return otherwise;
    }
    if (value.isNumber() || DECIMAL.matcher(value.asString("")).matches()) {
      double number = value.asDouble(Double.NaN);
      if (number >= least && number <= most) {
        return number;
      }
    }
    faults.add(new Fault(at(name), brief(value), "a number from " + least + " to " + most));
    return otherwise;
  }

  List<String> texts(String name) {
    return texts(name, text -> null);
  }

  /**
   * @param rule says what would be right where the text is not; null where it is
   */
  List<String> texts(String name, Function<String, @Nullable String> rule) {
    JsonNode list = list(name);
    var result = new ArrayList<String>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      if (item.isContainer() || item.isNull()) {
        faults.add(new Fault(at(name) + "[" + i + "]", brief(item), "a text"));
        continue;
      }
      String text = item.asString();
      String expected = rule.apply(text);
      if (expected != null) {
        faults.add(new Fault(at(name) + "[" + i + "]", text, expected));
      }
      result.add(text);
    }
    return result;
  }

  Map<String, String> map(String name) {
    JsonNode object = get(name);
    var result = new LinkedHashMap<String, String>();
    if (absent(object)) {
      return result;
    }
    if (!object.isObject()) {
      faults.add(new Fault(at(name), brief(object), "an object of texts"));
      return result;
    }
    for (var field : object.properties()) {
      if (field.getValue().isContainer() || field.getValue().isNull()) {
        faults.add(new Fault(at(name) + "." + field.getKey(), brief(field.getValue()), "a text"));
      } else {
        result.put(field.getKey(), field.getValue().asString());
      }
    }
    return result;
  }

  /** A list of them, or one alone. */
  <E extends Enum<E>> Set<E> enums(String name, Class<E> type) {
    var result = new LinkedHashSet<E>();
    boolean alone = get(name).isString();
    int i = 0;
    for (String value : alone ? List.of(get(name).asString()) : texts(name)) {
      try {
        result.add(Enum.valueOf(type, value));
      } catch (IllegalArgumentException e) {
        faults.add(
            new Fault(
                alone ? at(name) : at(name) + "[" + i + "]",
                value,
                "one of "
                    + List.of(type.getEnumConstants()).toString().replaceAll("[\\[\\]]", "")));
      }
      i++;
    }
    return result;
  }

  void fault(String name, @Nullable String value, String expected) {
    faults.add(new Fault(at(name), value, expected));
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private JsonNode list(String name) {
    JsonNode list = get(name);
    if (absent(list)) {
      return MissingNode.getInstance();
    }
    if (!list.isArray()) {
      faults.add(new Fault(at(name), brief(list), "a list"));
      return MissingNode.getInstance();
    }
    return list;
  }

  private SpecFields part(JsonNode value, String itsPath) {
    var part = new SpecFields(value, itsPath, faults);
    parts.add(part);
    return part;
  }

  private JsonNode get(String name) {
    known.add(name);
    return node.path(name);
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  /** A number, or the text of one: templates leave texts behind. */
  private static @Nullable Integer wholeNumber(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      return value.asInt();
    }
    return WHOLE.matcher(value.asString("")).matches() && value.isString()
        ? Integer.valueOf(value.asString())
        : null;
  }

  private static @Nullable String brief(JsonNode value) {
    return value.isNull() ? null : value.isString() ? value.asString() : value.toString();
  }
}
