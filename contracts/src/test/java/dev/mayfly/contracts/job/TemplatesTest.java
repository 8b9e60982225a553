package dev.mayfly.contracts.job;

import static dev.mayfly.contracts.job.Reading.faults;
import static dev.mayfly.contracts.job.Reading.step;
import static dev.mayfly.contracts.job.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplatesTest {

  private static List<String> args(String args, Map<String, String> params) {
    return valid(step("args: " + args), null, params).spec().steps().get(0).args();
  }

  @Test
  void aTemplateIsReplacedWhereverItStandsInAText() {
    assertThat(args("['{{params.a}}', 'x{{ params.a }}y{{ run.id }}']", Map.of("a", "1")))
        .containsExactly("1", "x1yr1");
  }

  @Test
  void theJobsNameIsKnown() {
    assertThat(args("['{{ job.name }}']", Map.of())).containsExactly("birds");
  }

  @Test
  void theJobsNameIsKnownAsFilledIn() {
    String text =
        "name: 'birds-{{ params.a }}'\n"
            + "steps: [{name: one, application: 's3a://j/a.py', args: ['{{ job.name }}']}]";
    JobSpec spec = valid(text, null, Map.of("a", "x")).spec();
    assertThat(spec.name()).isEqualTo("birds-x");
    assertThat(spec.steps().get(0).args()).containsExactly("birds-x");
  }

  @Test
  void aParameterMayNameTheRun() {
    assertThat(args("['{{ params.out }}']", Map.of("out", "s3a://b/{{ run.id }}/")))
        .containsExactly("s3a://b/r1/");
  }

  @Test
  void whatAValueHoldsIsNotFilledInAgain() {
    assertThat(args("['{{ params.a }}']", Map.of("a", "$1 \\ }} {x}")))
        .containsExactly("$1 \\ }} {x}");
  }

  @Test
  void anUnknownNameIsAFaultThatTellsTheKnownOnes() {
    assertThat(faults(step("args: ['{{ params.dya }}']"), null, Map.of("day", "x")))
        .containsExactly(
            "steps[0].args[0]: '{{ params.dya }}' is not a name that is known here:"
                + " job.name, params.day, run.id");
  }

  @Test
  void whatSparkFillsInItselfIsLeftToSpark() {
    String conf = "conf: {spark.executor.extraJavaOptions: '-Xlog:gc:{{APP_ID}}-{{EXECUTOR_ID}}'}";
    assertThat(valid(step(conf)).steps().get(0).conf())
        .containsValue("-Xlog:gc:{{APP_ID}}-{{EXECUTOR_ID}}");
  }

  @Test
  void bracesThatAreNoTemplateStay() {
    assertThat(args("['{\"a\": {\"b\": 1}}', '{{ open', '}}']", Map.of()))
        .containsExactly("{\"a\": {\"b\": 1}}", "{{ open", "}}");
  }

  @Test
  void aSmallSpecCannotGrowWithoutBound() {
    String many = "{{ params.a }}".repeat(5_000);
    assertThat(
            faults(
                step("args: ['" + many + "', '" + many + "']"),
                null,
                Map.of("a", "x".repeat(100_000))))
        .first()
        .asString()
        .isEqualTo("steps[0].args[0]: 'the filled text' is not at most 256 KiB");
  }
}
