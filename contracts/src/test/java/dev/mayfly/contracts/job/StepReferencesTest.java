package dev.mayfly.contracts.job;

import static dev.mayfly.contracts.job.Reading.faults;
import static dev.mayfly.contracts.job.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.job.JobSpec.Step;
import dev.mayfly.contracts.job.StepReferences.Filled;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StepReferencesTest {

  @Nested
  class InASpec {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "args: ['--rows={{steps.one.reported.rows}}']",
          "env: {ROWS: '{{ steps.one.reported.rows }}'}",
          "conf: {spark.x: '{{ steps.one.reported.a.b.0 }}'}"
        })
    void aReferenceStaysUntilTheDriverStarts(String field) {
      Step last = valid(spec(field)).steps().get(2);
      assertThat(Json.text(last)).contains("steps.one.reported.");
    }

    @Test
    void whatAStepReportsIsUnknownToOneThatDoesNotComeAfterIt() {
      assertThat(
              faults(
                  spec(
                      "args: [x, '{{ steps.side.reported.a }}'], env: {A: '{{ steps.last.reported.a }}'}")))
          .containsExactly(
              "steps[2].args[1]: '{{ steps.side.reported.a }}' is not of a step that this one comes"
                  + " after; name side in after, or a step that comes after it",
              "steps[2].env.A: '{{ steps.last.reported.a }}' is not of a step that this one comes"
                  + " after; name last in after, or a step that comes after it");
      assertThat(faults(spec("conf: {spark.x: '{{ steps.nobody.reported.a }}'}")))
          .singleElement()
          .asString()
          .startsWith("steps[2].conf.spark.x: '{{ steps.nobody.reported.a }}' is not of a step");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "steps.one.rows",
          "steps.one.reported",
          "steps.one.reported.",
          "steps.one.reported.a b",
          "steps.one.reported..a",
          "steps..reported.a",
          "steps.reported.a",
          "steps.a b.reported.a"
        })
    void whatBeginsLikeAReferenceAndIsNoneIsAFault(String name) {
      assertThat(faults(spec("args: ['{{ " + name + " }}']")))
          .containsExactly(
              "steps[2].args[0]: '{{ "
                  + name
                  + " }}' is not a reference such as {{ steps.clean.reported.rows }}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "outputs: ['{{ steps.one.reported.a }}']",
          "mainClass: '{{ steps.one.reported.a }}'",
          "expect: {rowsRead: '{{ steps.one.reported.a }}'}"
        })
    void elsewhereNothingIsKnownOfWhatStepsReport(String field) {
      assertThat(faults(spec(field)))
          .first()
          .asString()
          .endsWith(
              "is not in its place: what a step reports is known in args, conf and env of a later"
                  + " step");
    }

    @Test
    void aParameterHoldsNoReference() {
      assertThat(faults("params: {a: '{{ steps.one.reported.a }}'}\n" + spec("args: [x]")))
          .singleElement()
          .asString()
          .startsWith("params.a: '{{ steps.one.reported.a }}' is not in its place");
    }

    private static String spec(String fields) {
      return """
          name: birds
          steps:
            - {name: one, application: 's3a://j/a.py'}
            - {name: two, application: 's3a://j/a.py', after: [one]}
            - {name: last, application: 's3a://j/a.py', after: [two], %s}
            - {name: side, application: 's3a://j/a.py'}
          """
          .formatted(fields);
    }
  }

  @Nested
  class Filling {
    private static final String REPORT =
        """
        {"rows": 42, "ratio": 0.970, "name": "a \\"b\\" $1 {{ steps.x }}", "ok": true, "none": null,
         "list": [1, {"k": "v"}], "object": {"in": {"deep": "x"}}, "secret": "${secret:other}",
         "half": "ret:other}", "nul": "a\\u0000b"}
        """;

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        textBlock =
            """
            {{ steps.one.reported.rows }} | 42
            {{steps.one.reported.ratio}}x | 0.970x
            {{ steps.one.reported.name }} | a "b" $1 {{ steps.x }}
            {{ steps.one.reported.ok }}{{ steps.one.reported.rows }} | true42
            {{ steps.one.reported.list }} | [1,{"k":"v"}]
            {{ steps.one.reported.list.1.k }} | v
            {{ steps.one.reported.object }} | {"in":{"deep":"x"}}
            {{ steps.one.reported.object.in.deep }} | x
            {{ APP_ID }} {{ steps.one.reported.rows }} | {{ APP_ID }} 42
            no reference | no reference
            """)
    void aValueStandsAsItIsAndAnObjectAsJson(String text, String filled) {
      Filled result = fill(text);
      assertThat(result.faults()).isEmpty();
      assertThat(result.step().args()).containsExactly(filled);
      assertThat(result.step().env()).isEqualTo(Map.of("A", filled));
      assertThat(result.step().conf()).isEqualTo(Map.of("spark.a", filled));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "none", "rows.deeper", "list.2", "list.k", "object.0"})
    void aValueThatIsNotThereIsToldWithWhatWasReported(String path) {
      assertThat(fill("{{ steps.one.reported." + path + " }}").faults())
          .first()
          .asString()
          .startsWith(
              "{{ steps.one.reported."
                  + path
                  + " }} has no value: step one reported {\"rows\":42,");
    }

    @Test
    void aStepThatReportedNothingHasNoValue() {
      assertThat(fill("{{ steps.two.reported.rows }}").faults())
          .first()
          .isEqualTo("{{ steps.two.reported.rows }} has no value: step two reported nothing");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{{ steps.one.reported.secret }}",
          "x${sec{{ steps.one.reported.half }}",
          "${secret:mine}{{ steps.one.reported.secret }}"
        })
    void whatWasReportedNeverBecomesAReferenceToASecret(String text) {
      assertThat(fill(text).faults())
          .first()
          .asString()
          .endsWith("would come to hold a reference to a secret");
    }

    @Test
    void aSecretBesideAReferenceStaysOne() {
      Filled filled = fill("${secret:mine}-{{ steps.one.reported.rows }}");
      assertThat(filled.faults()).isEmpty();
      assertThat(filled.step().env()).isEqualTo(Map.of("A", "${secret:mine}-42"));
    }

    @Test
    void whatNoProcessCanBeGivenIsAFault() {
      assertThat(fill("{{ steps.one.reported.nul }}").faults())
          .first()
          .isEqualTo("{{ steps.one.reported.nul }} is not a text without the character NUL");
    }

    @Test
    void aStepCannotGrowWithoutBound() {
      JsonNode large = Json.parse("{\"a\": \"" + "x".repeat(60_000) + "\"}");
      String text = "{{ steps.one.reported.a }}".repeat(5);
      Filled filled = StepReferences.fill(step(text), Map.of("one", large));
      assertThat(filled.faults())
          .first()
          .asString()
          .contains("makes the texts of this one longer than 256 KiB");
    }

    private static Filled fill(String text) {
      JsonNode report = Json.parse(REPORT);
      return StepReferences.fill(step(text), Map.of("one", report));
    }

    private static Step step(String text) {
      return new Step(
          "last",
          "s3a://j/a.py",
          null,
          List.of(text),
          null,
          null,
          null,
          null,
          null,
          null,
          Map.of("spark.a", text),
          Map.of("A", text),
          List.of("one"),
          null,
          null);
    }
  }
}
