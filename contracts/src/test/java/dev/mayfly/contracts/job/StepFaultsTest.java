package dev.mayfly.contracts.job;

import static dev.mayfly.contracts.job.Reading.faults;
import static dev.mayfly.contracts.job.Reading.step;
import static dev.mayfly.contracts.job.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepFaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          args: x | steps[0].args: 'x' is not a list
          args: [{a: 1}] | steps[0].args[0]: '{"a":1}' is not a text
          args: ['a', ] | -
          args: ['a', null] | steps[0].args[1]: missing; expected a text
          args: ['${secret:k}'] | steps[0].args[0]: '${secret:k}' is not the place of a secret: refer to it in env or conf, and read it from there
          packages: ['a:b'] | steps[0].packages[0]: 'a:b' is not a package as group:artifact:version
          repositories: ['ftp://x'] | steps[0].repositories[0]: 'ftp://x' is not an address with https:
          env: {A-B: x} | steps[0].env: 'A-B' is not a name of an environment variable
          env: {MAYFLY_REPORT: x} | steps[0].env: 'MAYFLY_REPORT' is not yours to set: Mayfly sets it
          env: [A] | steps[0].env: '["A"]' is not an object of texts
          env: {A: } | steps[0].env.A: missing; expected a text
          env: {A: '${secret:}'} | steps[0].env.A: '${secret:}' is not a reference such as ${secret:birds-api}
          env: {A: 'x ${secret:two words} y'} | steps[0].env.A: '${secret:two words}' is not a reference such as ${secret:birds-api}
          env: {A: '${secret:open'} | steps[0].env.A: '${secret' is not a reference such as ${secret:birds-api}
          env: {A: '${secrets:k}'} | steps[0].env.A: '${secrets:k}' is not a reference such as ${secret:birds-api}
          conf: {spark.x: '${secret:/}'} | steps[0].conf.spark.x: '${secret:/}' is not a reference such as ${secret:birds-api}
          conf: {x.y: 1} | steps[0].conf: 'x.y' is not a Spark property, which starts with spark.
          conf: {spark.master: x} | steps[0].conf: 'spark.master' is not yours to set: Mayfly sets it
          conf: {spark.mayfly.x: x} | steps[0].conf: 'spark.mayfly.x' is not yours to set: Mayfly sets it
          conf: {spark.driver.host: x} | steps[0].conf: 'spark.driver.host' is not yours to set: Mayfly sets it
          conf: {spark.driver.bindAddress: x} | steps[0].conf: 'spark.driver.bindAddress' is not yours to set: Mayfly sets it
          conf: {spark.eventLog.dir: x} | steps[0].conf: 'spark.eventLog.dir' is not yours to set: Mayfly sets it
          conf: {spark.submit.deployMode: x} | steps[0].conf: 'spark.submit.deployMode' is not yours to set: Mayfly sets it
          conf: {spark.jars: x} | steps[0].conf: 'spark.jars' is not set here: use the step's field jars
          conf: {spark.submit.pyFiles: x} | steps[0].conf: 'spark.submit.pyFiles' is not set here: use the step's field pyFiles
          conf: {spark.executor.memory: 2g} | steps[0].conf.spark.executor.memory: '2g' is not within cluster.memory (1g); no worker could hold such an executor
          conf: {spark.executor.memory: 2048} | steps[0].conf.spark.executor.memory: '2g' is not within cluster.memory (1g); no worker could hold such an executor
          conf: {spark.executor.memory: x} | steps[0].conf.spark.executor.memory: 'x' is not a size such as 512m, 1g or 2Gi
          conf: {spark.executor.cores: 2} | steps[0].conf.spark.executor.cores: '2' is not within cluster.cores (1); no worker could hold such an executor
          conf: {spark.executor.cores: many} | steps[0].conf.spark.executor.cores: 'many' is not a whole number from 1 to 256
          conf: {spark.driver.memory: 1m} | steps[0].conf.spark.driver.memory: '1m' is not a size from 512m, the least that Spark starts with, to 4t
          conf: {spark.extraListeners: com.example.Mine} | -
          conf: {spark.executor.memory: 512} | -
          after: [nobody] | steps[0].after[0]: 'nobody' is not the name of a step of this job
          after: [one] | steps[0].after: 'one > one' is not possible: it leads back to itself
          expect: {rows: '>0'} | steps[0].expect: 'rows' is not a metric that can be compared: rowsRead, rowsWritten, bytesRead, bytesWritten, tasksFailed, diskSpilled, executorsLost
          expect: {rowsRead: plenty} | steps[0].expect.rowsRead: 'plenty' is not a comparison such as >0, <=1000 or 42
          """)
  void aFaultOfAStepNamesItsPathItsValueAndWhatWouldBeRight(String field, String sentence) {
    if (sentence.equals("-")) {
      assertThat(valid(step(field)).steps()).hasSize(1);
    } else {
      assertThat(faults(step(field))).containsExactly(sentence);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://x/a.py", "clean.py", "/opt/a.py", "s3a:", "s3a://a b.py", "s3a://a,b.py"})
  void anApplicationNeedsAnAddressThatSparkCanLoad(String application) {
    assertThat(faults("name: b\nsteps: [{name: one, application: '" + application + "'}]"))
        .containsExactly(
            "steps[0].application: '"
                + application
                + "' is not an address with one of the schemes s3a:, file:, https:, local:,"
                + " without spaces and commas (the mayfly command uploads local paths)");
  }

  @Test
  void aMissingApplicationIsAskedFor() {
    assertThat(faults("name: b\nsteps: [{name: one}]"))
        .containsExactly(
            "steps[0].application: missing; expected where the application lies, as in"
                + " s3a://jobs/clean.py");
  }

  @Test
  void anApplicationIsPythonOrAJarWithItsMainClass() {
    assertThat(faults("name: b\nsteps: [{name: one, application: 's3a://j/a.R'}]"))
        .containsExactly(
            "steps[0].application: 's3a://j/a.R' is not an application that Mayfly can run,"
                + " which ends with .py or .jar");
    assertThat(faults("name: b\nsteps: [{name: one, application: 's3a://j/a.jar'}]"))
        .containsExactly(
            "steps[0].mainClass: missing; expected the class whose main method is run, as"
                + " com.example.Clean");
  }

  @Test
  void aFurtherFileThatCannotBeLoadedIsNamedByItsPlace() {
    assertThat(faults(step("jars: ['s3a://a.jar', 'b.jar']")))
        .singleElement()
        .asString()
        .startsWith("steps[0].jars[1]: 'b.jar' is not an address");
  }

  @Test
  void twoStepsOfOneNameAreAFault() {
    String twice = "{name: a, application: 's3a://j/a.py'}";
    assertThat(faults("name: b\nsteps: [" + twice + "," + twice + "]"))
        .containsExactly("steps[1].name: 'a' is not a name that no other step has");
  }

  @Test
  void aCircleIsToldOnceAndWithItsWay() {
    assertThat(
            faults(
                """
                name: b
                steps:
                  - {name: a, application: 's3a://j/a.py', after: [c]}
                  - {name: b, application: 's3a://j/a.py', after: [a]}
                  - {name: c, application: 's3a://j/a.py', after: [b]}
                  - {name: d, application: 's3a://j/a.py', after: [c]}
                """))
        .containsExactly(
            "steps[0].after: 'a > c > b > a' is not possible: it leads back to itself");
  }

  @Test
  void aHundredStepsInARowAreFine() {
    String steps =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    "{name: s%d, application: 's3a://j/a.py'%s}"
                        .formatted(i, i == 0 ? "" : ", after: [s" + (i - 1) + "]"))
            .collect(Collectors.joining(","));
    assertThat(valid("name: b\nsteps: [" + steps + "]").steps()).hasSize(100);
  }

  @Test
  void aDiamondIsNoCircle() {
    var spec =
        valid(
            """
            name: b
            steps:
              - {name: a, application: 's3a://j/a.py'}
              - {name: l, application: 's3a://j/a.py', after: [a]}
              - {name: r, application: 's3a://j/a.py', after: [a]}
              - {name: z, application: 's3a://j/a.py', after: [l, r]}
            """);
    assertThat(spec.steps()).hasSize(4);
  }
}
