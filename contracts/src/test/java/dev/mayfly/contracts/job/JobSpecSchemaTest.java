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
        "s3a://birds/march/_SUCCESS",
        "[{object: 's3://birds/{{ job.name }}/_SUCCESS', timeout: 6h}, {object: s3a://birds/a}]"
      })
  void itTakesTheWaitsThatTheReaderTakes(String waitFor) {
    assertThat(Reading.valid(Reading.job("waitFor: " + waitFor)).waitFor()).isNotEmpty();
    assertThat(SchemaFiles.faults("job-spec", json("waitFor: " + waitFor))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{cron: '0 2 * * MON-FRI', timeZone: Europe/Berlin, catchUp: all}",
        "{cron: '@daily', jitter: 5m, catchUp: {policy: none}}",
        "{every: 90m, start: 2026-03-01, end: '2026-04-01T02:00'}",
        "{at: [2026-03-01, '2026-03-01T02:00:00+01:00'], overlap: cancel-previous}"
      })
  void itTakesTheSchedulesThatTheReaderTakes(String schedule) {
    assertThat(Reading.valid(Reading.job("schedule: " + schedule)).schedule()).isNotNull();
    assertThat(SchemaFiles.faults("job-spec", json("schedule: " + schedule))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster: {workers: 0}",
        "cluster: {memory: lots}",
        "timeout: soon",
        "queue: {priority: -1}",
        "queue: {maxConcurrentRuns: 0}",
        "retry: {on: [RAIN]}",
        "retry: {backoff: {jitter: 2}}",
        "retry: {on: [APPLICATION], cluster: other}",
        "budget: {amount: -1, currency: USD}",
        "notify: [{on: [LOST]}]",
        "spark: 4",
        "params: [a]",
        "schedule: {}",
        "schedule: {cron: often}",
        "schedule: {cron: '@daily', every: 1h}",
        "schedule: {at: [soon]}",
        "schedule: {every: 1h, overlap: maybe}",
        "schedule: {every: 1h, catchUp: some}",
        "schedule: {every: 1h, catchUp: {policy: some}}",
        "trigger: {}",
        "trigger: {job: x, on: [REJECTED]}",
        "waitFor: birds",
        "waitFor: [x]",
        "waitFor: [{}]",
        "waitFor: [{object: s3a://birds/march/}]"
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
