package dev.mayfly.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.doc.CheckedFile;
import dev.mayfly.contracts.sample.Samples;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Golden files are what a released version wrote. Those of a released version are never written
 * anew: a new form gets a folder of its own.
 */
class GoldenFilesTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
  private static final String LATEST = "v1";

  static List<Event> samples() {
    return Samples.all();
  }

  static List<Path> goldenFilesOfEveryVersion() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      return files.filter(p -> p.toString().endsWith(".json")).toList();
    }
  }

  @Test
  void everyEventTypeHasOneSample() {
    assertThat(Samples.all().stream().map(Object::getClass).toList())
        .containsExactlyInAnyOrderElementsOf(EventTypes.all().toList());
  }

  @Test
  void everyEventTypeHasAGoldenFileInTheLatestVersion() {
    assertThat(
            EventTypes.all().map(t -> GOLDEN.resolve(LATEST).resolve(t.getSimpleName() + ".json")))
        .allSatisfy(p -> assertThat(p).exists());
  }

  @BeforeAll
  static void writeWhenAsked() throws IOException {
    if (CheckedFile.WRITE) {
      for (Event sample : Samples.all()) {
        golden(sample).isExactly(pretty(sample));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aSampleIsWrittenAsExactlyTheGoldenBytes(Event sample) throws IOException {
    golden(sample).isExactly(pretty(sample));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theGoldenFileOfTheLatestVersionIsReadAsTheSample(Event sample) throws IOException {
    Path file = GOLDEN.resolve(LATEST).resolve(sample.getClass().getSimpleName() + ".json");
    assertThat(Json.read(Files.readAllBytes(file), sample.getClass())).isEqualTo(sample);
  }

  @ParameterizedTest
  @MethodSource("goldenFilesOfEveryVersion")
  void aGoldenFileOfAnyVersionStaysReadable(Path file) throws IOException {
    String type = file.getFileName().toString().replace(".json", "");
    Event event = Json.read(Files.readAllBytes(file), EventTypes.classOf(type).orElseThrow());
    assertThat(Json.read(Json.bytes(event), event.getClass())).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFieldThatThisVersionDoesNotKnowIsIgnored(Event sample) {
    ObjectNode json = (ObjectNode) Json.tree(sample);
    json.put("addedLater", "x");
    json.putObject("alsoAddedLater").put("deep", 1);
    assertThat((Object) Json.mapper().treeToValue(json, sample.getClass())).isEqualTo(sample);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everySampleSetsEveryField(Event sample) {
    var json = Json.tree(sample);
    for (RecordComponent c : sample.getClass().getRecordComponents()) {
      assertThat(json.has(c.getName())).as(c.getName()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aRequiredFieldMustBeThereAndAnyOtherMayBeMissing(Event sample) {
    for (RecordComponent c : sample.getClass().getRecordComponents()) {
      ObjectNode without = (ObjectNode) Json.tree(sample);
      without.remove(c.getName());
      ObjectNode nulled = ((ObjectNode) Json.tree(sample)).putNull(c.getName());
      for (ObjectNode json : List.of(without, nulled)) {
        if (isRequired(c)) {
          assertThatThrownBy(() -> Json.mapper().treeToValue(json, sample.getClass()))
              .as(c.toString())
              .isInstanceOf(JacksonException.class)
              .hasMessageContaining(c.getName());
        } else {
          assertThat((Object) Json.mapper().treeToValue(json, sample.getClass()))
              .as(c.toString())
              .isNotNull();
        }
      }
    }
  }

  private static CheckedFile golden(Event sample) {
    return CheckedFile.golden(LATEST, sample.getClass().getSimpleName());
  }

  private static String pretty(Event sample) {
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(sample) + "\n";
  }

  private static boolean isRequired(RecordComponent c) {
    return !Collection.class.isAssignableFrom(c.getType())
        && !Map.class.isAssignableFrom(c.getType())
        && !c.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }
}
