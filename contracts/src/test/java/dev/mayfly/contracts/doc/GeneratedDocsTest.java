package dev.mayfly.contracts.doc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.sample.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** docs/contracts is generated; what lies there is what the code says. */
class GeneratedDocsTest {
  private static final String BEGIN = "<!-- topics: generated -->\n";
  private static final String END = "<!-- end of topics -->\n";

  static List<Class<? extends Event>> eventTypes() {
    return EventTypes.all().toList();
  }

  static List<Event> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("eventTypes")
  void theSchemaOfAnEventIsThatOfItsRecord(Class<? extends Event> event) throws IOException {
    CheckedFile.docs("schemas/" + event.getSimpleName() + ".json")
        .isExactly(Schemas.pretty(Schemas.of(event)));
  }

  @Test
  void noSchemaIsLeftOfAnEventThatIsGone() throws IOException {
    try (Stream<Path> files = Files.list(SchemaFiles.FOLDER)) {
      assertThat(files.map(p -> p.getFileName().toString().replace(".json", "")))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(EventTypes.all().map(Class::getSimpleName), Stream.of("job-spec"))
                  .toList());
    }
  }

  @Test
  void theAsyncApiDocumentIsThatOfTheCatalogue() throws IOException {
    CheckedFile.docs("asyncapi.yaml").isExactly(AsyncApi.document());
  }

  @Test
  void theAsyncApiDocumentRefersOnlyToWhatIsThere() {
    JsonNode document = new YAMLMapper().readTree(AsyncApi.document());
    List<String> references =
        document.findValues("$ref").stream().map(JsonNode::asString).distinct().toList();
    assertThat(references).hasSizeGreaterThan(50);
    for (String reference : references) {
      if (reference.startsWith("#")) {
        assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
      } else {
        assertThat(SchemaFiles.FOLDER.resolveSibling(reference)).exists();
      }
    }
  }

  @Test
  void theTopicTableOfTheReadmeIsThatOfTheCatalogue() throws IOException {
    String readme = Files.readString(SchemaFiles.FOLDER.resolveSibling("README.md"));
    String before = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length());
    String after = readme.substring(readme.indexOf(END));
    CheckedFile.docs("README.md").isExactly(before + TopicGuide.table() + after);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatIsWrittenFollowsTheSchema(Event sample) {
    assertThat(faults(sample.getClass(), Json.text(sample))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theSchemaRefusesEachRequiredFieldThatIsMissing(Event sample) {
    JsonNode required = Schemas.of(sample.getClass()).path("required");
    for (JsonNode field : required) {
      ObjectNode without = (ObjectNode) Json.tree(sample);
      without.remove(field.asString());
      assertThat(faults(sample.getClass(), Json.text(without))).as(field.asString()).isNotEmpty();
    }
  }

  private static List<?> faults(Class<? extends Event> type, String json) {
    return SchemaFiles.faults(type.getSimpleName(), json);
  }
}
