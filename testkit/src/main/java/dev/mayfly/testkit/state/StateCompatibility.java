package dev.mayfly.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mayfly.contracts.Json;
import dev.mayfly.engine.StateKind;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds what a service keeps of runs under way to golden files, {@code
 * src/test/resources/state/<version>/<kind>[-<variant>].json}, so that version N reads what N−1
 * kept, and N−1 what N keeps. Those of a released version are never changed; a new field is
 * nullable or a collection, and gets a file in the folder of the next version. To be extended by a
 * test of each service that keeps state.
 */
public abstract class StateCompatibility {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "state");
  private static final Path CLASSES = Path.of("target", "classes");

  protected static List<Path> goldenFiles() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      return files.filter(p -> p.toString().endsWith(".json")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("goldenFiles")
  void whatAReleasedVersionKeptIsReadAndKeptAgainAsItWas(Path file) throws Exception {
    Object value = Json.read(Files.readString(file), kindOf(file).type());

    assertThat(Json.parse(Json.text(value))).isEqualTo(Json.parse(Files.readString(file)));
  }

  @ParameterizedTest
  @MethodSource("goldenFiles")
  void whatALaterVersionAddsIsIgnored(Path file) throws Exception {
    Class<?> type = kindOf(file).type();
    if (Json.parse(Files.readString(file)) instanceof ObjectNode later) {
      later.put("addedLater", "x");
      later.putObject("alsoAddedLater").put("deep", 1);

      Object read = Json.mapper().treeToValue(later, type);
      assertThat(read).isEqualTo(Json.read(Files.readString(file), type));
    }
  }

  @Test
  void everyKindOfStateHasGoldenFilesThatSetItsEveryField() throws Exception {
    Map<String, StateKind<?>> kinds = kinds();
    var set = new TreeMap<String, Set<String>>();
    for (Path file : goldenFiles()) {
      JsonNode golden = Json.parse(Files.readString(file));
      set.computeIfAbsent(kindOf(file).name(), k -> new TreeSet<>()).addAll(golden.propertyNames());
    }

    assertThat(kinds).isNotEmpty();
    assertThat(set.keySet()).isEqualTo(kinds.keySet());
    kinds.forEach(
        (name, kind) -> assertThat(set.get(name)).as(name).containsAll(fields(kind.type())));
  }

  private static List<String> fields(Class<?> type) {
    return type.isRecord()
        ? Arrays.stream(type.getRecordComponents()).map(StateCompatibility::jsonName).toList()
        : List.of();
  }

  private static String jsonName(RecordComponent field) {
    JsonProperty named = field.getAccessor().getAnnotation(JsonProperty.class);
    return named == null ? field.getName() : named.value();
  }

  private static StateKind<?> kindOf(Path file) throws Exception {
    String name = file.getFileName().toString().replaceAll("(-.*)?\\.json$", "");
    StateKind<?> kind = kinds().get(name);
    if (kind == null) {
      throw new AssertionError(file + " is of no kind of state that this version knows");
    }
    return kind;
  }

  /** Whatever the service's own classes declare. */
  private static Map<String, StateKind<?>> kinds() throws Exception {
    var kinds = new TreeMap<String, StateKind<?>>();
    for (Class<?> type : classes()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == StateKind.class && Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          if (field.get(null) instanceof StateKind<?> kind) {
            kinds.put(kind.name(), kind);
          }
        }
      }
    }
    return kinds;
  }

  private static List<Class<?>> classes() throws Exception {
    var names = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(CLASSES.resolve("dev"))) {
      files
          .map(f -> CLASSES.relativize(f).toString())
          .filter(f -> f.endsWith(".class") && !f.endsWith("package-info.class"))
          .forEach(f -> names.add(f.substring(0, f.length() - 6).replace('/', '.')));
    }
    var classes = new ArrayList<Class<?>>();
    for (String name : names) {
      classes.add(Class.forName(name, false, StateCompatibility.class.getClassLoader()));
    }
    return classes;
  }
}
