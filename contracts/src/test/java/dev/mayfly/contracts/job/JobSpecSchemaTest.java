package dev.mayfly.contracts.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.doc.SchemaFiles;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The schema of the author's form is written by hand, for editors; the reader has the last word.
 */
class JobSpecSchemaTest {
  private static final JsonNode SCHEMA = SchemaFiles.read("job-spec");

  @Test
  void itHasEveryFieldThatTheReaderAsksForAndNoOther() {
    var fields = new SpecFields(SpecText.read(ExampleSpecTest.EXAMPLE), "", new ArrayList<>());
    JobSpecReader.job(fields, Map.of(), new ArrayList<>());
    var asked = new TreeSet<String>();
    fields.asked().forEach(path -> asked.add(path.replaceAll("\\[\\d+]", "[]")));
    assertThat(properties(SCHEMA, "")).isEqualTo(asked);
  }

  @Test
  void itTakesTheExampleSpec() {
    assertThat(SchemaFiles.faults("job-spec", Json.text(SpecText.read(ExampleSpecTest.EXAMPLE))))
        .isEmpty();
  }

  @Test
  void itTakesTemplatesWhereNumbersStand() {
    assertThat(SchemaFiles.faults("job-spec", json("cluster: {workers: '{{ params.n }}'}")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster: {workers: 0}",
        "cluster: {memory: lots}",
        "timeout: soon",
        "retry: {on: [RAIN]}",
        "notify: [{on: [LOST]}]",
        "spark: 4",
        "params: [a]"
      })
  void itMarksInAnEditorWhatTheReaderWouldRefuse(String field) {
    assertThat(Reading.faults(Reading.job(field))).isNotEmpty();
    assertThat(SchemaFiles.faults("job-spec", json(field))).isNotEmpty();
  }

  @Test
  void itKnowsEveryMetricThatCanBeExpected() {
    assertThat(SCHEMA.at("/$defs/step/properties/expect/properties").propertyNames())
        .containsExactlyElementsOf(Expectation.metrics());
  }

  private static String json(String field) {
    return Json.text(SpecText.read(Reading.job(field)));
  }

  /** Paths of properties; what has free names (params, conf, environments) ends there. */
  private static Set<String> properties(JsonNode schema, String path) {
    var paths = new TreeSet<String>();
    for (var property : resolved(schema).path("properties").properties()) {
      String at = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
      paths.add(at);
      if (!property.getKey().equals("expect")) {
        JsonNode of = resolved(property.getValue());
        paths.addAll(properties(of, at));
        paths.addAll(properties(of.path("items"), at + "[]"));
      }
    }
    return paths;
  }

  private static JsonNode resolved(JsonNode schema) {
    String reference = schema.path("$ref").asString("");
    return reference.isEmpty() ? schema : SCHEMA.at(reference.substring(1));
  }
}
