package dev.mayfly.contracts.job;

import static dev.mayfly.contracts.job.Reading.faults;
import static dev.mayfly.contracts.job.Reading.job;
import static dev.mayfly.contracts.job.Reading.step;
import static dev.mayfly.contracts.job.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          cluster: 5 | cluster: '5' is not an object
          cluster: {workers: two} | cluster.workers: 'two' is not a whole number from 1 to 10000
          cluster: {workers: -1} | cluster.workers: '-1' is not a whole number from 1 to 10000
          cluster: {workers: 1.5} | cluster.workers: '1.5' is not a whole number from 1 to 10000
          cluster: {workers: 99999999999999999999} | cluster.workers: '99999999999999999999' is not a whole number from 1 to 10000
          cluster: {cores: 0} | cluster.cores: '0' is not a whole number from 1 to 256
          cluster: {cores: [1]} | cluster.cores: '[1]' is not a whole number from 1 to 256
          cluster: {memory: lots} | cluster.memory: 'lots' is not a size such as 512m, 1g or 2Gi
          cluster: {memory: 100m} | cluster.memory: '100m' is not a size from 512m, the least that Spark starts with, to 4t
          cluster: {memory: {}} | cluster.memory: '{}' is not a text
          cluster: {profile: a b} | cluster.profile: 'a b' is not a name of 1 to 64 letters, digits, dots, dashes and underscores that starts and ends with a letter or digit
          cluster: {lifecycle: existing} | cluster.id: missing; expected the id of a standing cluster of the profile
          cluster: {lifecycle: existing, id: a b} | cluster.id: 'a b' is not the id of a standing cluster of the profile
          cluster: {lifecycle: existing, id: team, cores: 2} | cluster.cores: '2' is not possible with lifecycle: existing: the profile says it
          cluster: {lifecycle: existing, id: team, idle: 5m} | cluster.idle: '5m' is not possible with lifecycle: existing: the profile says it
          cluster: {id: team} | cluster.id: 'team' is not possible without lifecycle: existing
          cluster: {lifecycle: eternal} | cluster.lifecycle: 'eternal' is not one of ephemeral, shared, existing
          driver: {memory: 8t} | driver.memory: '8t' is not a size from 512m, the least that Spark starts with, to 4t
          executor: {instances: 0} | executor.instances: '0' is not a whole number from 1 to 10000
          spark: {version: new} | spark.version: 'new' is not a version or a range such as 4.2 or >=3.5 <5
          timeout: soon | timeout: 'soon' is not a duration such as 30s, 10m, 1h30m or PT2H
          timeout: 7200 | timeout: '7200' is not a duration such as 30s, 10m, 1h30m or PT2H
          timeout: 0s | timeout: '0s' is not a duration above 0 and up to 7d
          timeout: 8d | timeout: '8d' is not a duration above 0 and up to 7d
          timeout: PT-5S | timeout: 'PT-5S' is not a duration such as 30s, 10m, 1h30m or PT2H, not below 0
          retry: {attempts: 0} | retry.attempts: '0' is not a whole number from 1 to 100
          retry: {on: [RAIN]} | retry.on[0]: 'RAIN' is not one of APPLICATION, OUT_OF_MEMORY, INFRASTRUCTURE, QUOTA, CONFIGURATION
          retry: {backoff: {factor: 0.5}} | retry.backoff.factor: '0.5' is not a number from 1.0 to 100.0
          retry: {backoff: {first: 1h, max: 1m}} | retry.backoff.max: '1m 0s' is not at least as long as first (1h 0m)
          notify: [{on: [LOST]}] | notify[0].channels: missing; expected at least one channel, as slack:data-alerts
          notify: [{on: [BORED], channels: [log]}] | notify[0].on[0]: 'BORED' is not one of SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, LOST, REJECTED
          notify: [{channels: [log, 'a b']}] | notify[0].channels[1]: 'a b' is not a channel as log or slack:data-alerts
          notify: [{channels: ['slack:https://hooks.example.com/x']}] | notify[0].channels[0]: 'slack:https://hooks.example.com/x' is not a channel as log or slack:data-alerts
          notify: [{channels: ['https://169.254.169.254/latest']}] | notify[0].channels[0]: 'https://169.254.169.254/latest' is not a channel as log or slack:data-alerts
          notify: [{channels: ['email:ops@example.com']}] | notify[0].channels[0]: 'email:ops@example.com' is not a channel as log or slack:data-alerts
          failFast: maybe | failFast: 'maybe' is not true or false
          failFast: 1 | failFast: '1' is not true or false
          failFast: {a: true} | failFast: '{"a":true}' is not true or false
          params: {a: [1]} | params.a: '[1]' is not a text
          params: {a: } | params.a: missing; expected a text
          params: 5 | params: '5' is not an object of texts
          queue: 5 | queue: '5' is not an object
          queue: {priority: high} | queue.priority: 'high' is not a whole number from 0 to 1000
          queue: {priority: -1} | queue.priority: '-1' is not a whole number from 0 to 1000
          queue: {timeout: 0s} | queue.timeout: '0s' is not a duration above 0 and up to 7d
          queue: {maxConcurrentRuns: 0} | queue.maxConcurrentRuns: '0' is not a whole number from 1 to 10000
          trigger: {} | trigger.job: missing; expected a name of 1 to 64 letters, digits, dots, dashes and underscores that starts and ends with a letter or digit
          trigger: {job: birds} | trigger.job: 'birds' is not another job: this one would never come to an end
          trigger: {job: x, on: SUCCESS} | trigger.on: 'SUCCESS' is not one of SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, LOST, REJECTED
          trigger: {job: x, on: [REJECTED]} | trigger.on: 'REJECTED' is not how an accepted run ends
          waitFor: x | waitFor: 'x' is not the address of an object, as s3a://bucket/path/_SUCCESS
          waitFor: '' | waitFor: '' is not the address of an object, as s3a://bucket/path/_SUCCESS
          waitFor: s3a://birds/march/ | waitFor: 's3a://birds/march/' is not the address of an object, as s3a://bucket/path/_SUCCESS
          waitFor: s3a://birds | waitFor: 's3a://birds' is not the address of an object, as s3a://bucket/path/_SUCCESS
          waitFor: file:/birds/_SUCCESS | waitFor: 'file:/birds/_SUCCESS' is not the address of an object, as s3a://bucket/path/_SUCCESS
          waitFor: s3a://birds/../eve/_SUCCESS | waitFor: 's3a://birds/../eve/_SUCCESS' is not an address that says where it leads: without . and .. as folders, backslashes and %2e, %2f, %5c, %25, %00
          waitFor: {object: s3a://birds/x} | waitFor: '{"object":"s3a://birds/x"}' is not a list
          waitFor: [{}] | waitFor[0].object: missing; expected the address of an object, as s3a://bucket/path/_SUCCESS
          waitFor: [{object: s3a://birds/x, timeout: 8d}] | waitFor[0].timeout: '8d' is not a duration above 0 and up to 7d
          waitFor: [{object: s3a://birds/x}, {object: s3://birds/x}] | waitFor[1].object: 's3a://birds/x' is not an object that is not waited for already
          environments: [dev] | environments: '["dev"]' is not an object
          environments: {dev: 1} | environments.dev: '1' is not an object
          """)
  void aFaultNamesItsPathItsValueAndWhatWouldBeRight(String field, String sentence) {
    assertThat(faults(job(field))).containsExactly(sentence);
  }

  @Test
  void anEmptyJobLacksItsNameAndItsSteps() {
    assertThat(faults("{}"))
        .containsExactlyInAnyOrder(
            "name: missing; expected " + JobSpecReader.NAME_EXPECTED,
            "steps: missing; expected at least one step with name and application");
  }

  @Test
  void whatIsNoObjectIsNoJob() {
    assertThat(faults("[1, 2]")).containsExactly("spec: '[1,2]' is not an object");
    assertThat(faults("")).hasSize(1);
    assertThat(faults("just words")).containsExactly("spec: '\"just words\"' is not an object");
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertThat(
            faults(
                """
                name: "-"
                cluster: {workers: 0, memory: x}
                steps: [{application: clean.py}, {name: b, application: 's3a://j/b.jar', after: [zz]}]
                timeout: never
                """))
        .extracting(s -> s.substring(0, s.indexOf(':')))
        .containsExactlyInAnyOrder(
            "name",
            "cluster.workers",
            "cluster.memory",
            "steps[0].application",
            "steps[0].name",
            "steps[1].mainClass",
            "steps[1].after[0]",
            "timeout");
  }

  @Test
  void anUnknownEnvironmentIsAFaultThatNamesThoseThatAreThere() {
    String text = job("environments: {dev: {}, prod: {}}");
    assertThat(faults(text, "test", Map.of()))
        .containsExactly(
            "environment: 'test' is not one of the spec's environments; the spec has dev, prod");
    assertThat(faults(job(""), "dev", Map.of()))
        .containsExactly(
            "environment: 'dev' is not one of the spec's environments; the spec has none");
  }

  @Test
  void anExecutorThatNoWorkerCouldHoldIsRefusedAsSparkWouldWaitForEver() {
    assertThat(faults(job("cluster: {cores: 2, memory: 1g}\nexecutor: {cores: 4, memory: 2g}")))
        .containsExactly(
            "executor.cores: '4' is not within cluster.cores (2);"
                + " no worker could hold such an executor",
            "executor.memory: '2g' is not within cluster.memory (1g);"
                + " no worker could hold such an executor");
  }

  @Test
  void anExecutorAsLargeAsAWorkerFits() {
    var spec = valid(job("cluster: {cores: 2, memory: 2g}\nexecutor: {cores: 2, memory: 2048m}"));
    assertThat(spec.executor().cores()).isEqualTo(2);
  }

  @Test
  void anExecutorIsNotHeldAgainstAClusterThatIsItselfAtFault() {
    assertThat(faults(job("cluster: {memory: x}\nexecutor: {memory: 3g}")))
        .containsExactly("cluster.memory: 'x' is not a size such as 512m, 1g or 2Gi");
  }

  @Test
  void aFieldThatNobodyKnowsIsAWarningWithTheNameThatWasMaybeMeant() {
    String text =
        """
        name: birds
        clutser: {}
        colour: red
        cluster: {worker: 3}
        retry: {backoff: {frist: 1s}}
        notify: [{channel: x, channels: [log]}]
        steps: [{name: one, application: 's3a://jobs/one.py', argz: [x]}]
        """;
    assertThat(valid(text, null, Map.of()).warnings())
        .containsExactlyInAnyOrder(
            "clutser is not a field of a job and was ignored; did you mean cluster?",
            "colour is not a field of a job and was ignored",
            "cluster.worker is not a field of a job and was ignored; did you mean workers?",
            "retry.backoff.frist is not a field of a job and was ignored; did you mean first?",
            "notify[0].channel is not a field of a job and was ignored; did you mean channels?",
            "steps[0].argz is not a field of a job and was ignored; did you mean args?");
  }

  @Test
  void aNumberMayComeOutOfATemplate() {
    String text = job("params: {n: 3}\ncluster: {workers: '{{ params.n }}'}");
    assertThat(valid(text).cluster().workers()).isEqualTo(3);
  }

  @Test
  void aVersionKeepsItsZeroAndOnIsNoYes() {
    assertThat(valid(job("spark: {version: 3.10}")).sparkVersion()).isEqualTo("3.10");
    assertThat(valid(job("retry: {on: [QUOTA]}")).retry().on()).hasSize(1);
  }

  @Test
  void aLongFirstBackoffNeedsNoLongerMaximumBesideIt() {
    var backoff = valid(job("retry: {backoff: {first: 1h}}")).retry().backoff();
    assertThat(backoff.max()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aSpecIsAtMost256KiBBeforeItsTemplatesAreFilledIn() {
    var large = Json.mapper().createObjectNode().put("name", "x".repeat(SpecText.LARGEST));
    var result = JobSpecReader.read(large, null, Map.of(), Map.of());
    assertThat(((JobSpecReader.Result.Invalid) result).faults())
        .extracting(Fault::toString)
        .containsExactly(
            "spec: 'more than 256 KiB' is not a size that a spec may have: at most 256 KiB");
  }

  @Test
  void aSpecIsAtMost256KiBWithTheRequestsParamsToo() {
    assertThat(faults(job(""), null, Map.of("big", "x".repeat(300_000))))
        .singleElement()
        .asString()
        .contains("at most 256 KiB");
  }

  @Test
  void aThousandFaultsAreToldInARecordThatKafkaTakes() {
    String env = "'" + "k".repeat(150) + " %d': 1,";
    var many = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      many.append(env.formatted(i));
    }
    var result = (JobSpecReader.Result.Invalid) Reading.read(step("env: {" + many + "}"));
    assertThat(result.faults()).hasSize(101);
    assertThat(result.faults().get(100))
        .hasToString("'900 more faults' is not told here; mend these first");
    assertThat(Json.bytes(result.faults())).hasSizeLessThan(1 << 20);
  }

  @Test
  void theReaderStandsTextsThatAreMadeToHurtIt() {
    String braces = "{".repeat(100_000);
    assertThat(valid(step("args: ['" + braces + "']")).steps()).hasSize(1);
    assertThat(faults(job("timeout: " + "1s".repeat(50_000)))).hasSize(1);
    assertThat(faults(job("cluster: {memory: " + "1".repeat(900) + "}"))).hasSize(1);
  }

  @Test
  void aStepListThatIsTooLongIsOneFault() {
    String steps = "{name: s, application: 's3a://j/a.py'},".repeat(101);
    assertThat(faults("name: birds\nsteps: [" + steps + "]"))
        .isEqualTo(List.of("steps: '101 steps' is not at most 100 steps"));
  }
}
