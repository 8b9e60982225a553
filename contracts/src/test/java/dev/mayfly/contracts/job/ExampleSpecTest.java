package dev.mayfly.contracts.job;

import static dev.mayfly.contracts.job.Reading.read;
import static dev.mayfly.contracts.job.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.job.JobSpec.Step;
import dev.mayfly.contracts.schedule.CatchUp;
import dev.mayfly.contracts.schedule.Overlap;
import dev.mayfly.contracts.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The spec that the design shows, part by part. */
class ExampleSpecTest {
  static final String EXAMPLE =
      """
      name: birds-daily
      owner: analytics
      params: {day: "2026-03-01"}
      cluster: {profile: local, workers: 2, cores: 1, memory: 1g, lifecycle: ephemeral}
      spark: {version: ">=3.5 <5"}
      driver: {cores: 1, memory: 1g}
      executor: {instances: 2, cores: 1, memory: 768m, memoryOverhead: 128m}
      steps:
        - name: clean
          application: s3a://jobs/clean.py
          pyFiles: [s3a://jobs/lib.zip]
          args: ["--day", "{{ params.day }}"]
          env: {API_KEY: "${secret:birds-api}"}
          conf: {spark.sql.shuffle.partitions: 8}
          outputs: [s3://birds/clean/]
        - {name: report, application: s3a://jobs/report.py, after: [clean], expect: {rowsWritten: ">0"}}
      schedule:
        cron: "0 2 * * *"
        timeZone: Europe/Berlin
        start: 2026-01-01
        jitter: 5m
        overlap: queue
        catchUp: {policy: all, window: 3d}
      trigger: {job: birds-collected, on: [SUCCEEDED, FAILED]}
      retry: {attempts: 3, on: [INFRASTRUCTURE, QUOTA], backoff: {first: 30s, factor: 2, max: 10m}}
      timeout: 2h
      waitFor: [{object: "s3://birds/{{ params.day }}/_SUCCESS", timeout: 6h}, {object: s3a://birds/species.csv}]
      queue: {priority: 10, timeout: 6h, maxConcurrentRuns: 1}
      notify: [{on: [FAILED, TIMED_OUT, LOST], channels: [slack:data-alerts]}]
      environments: {dev: {cluster: {workers: 1}}, prod: {cluster: {profile: yandex-light}}}
      """;

  @Test
  void isReadAsItsAuthorMeantIt() {
    JobSpec spec = valid(EXAMPLE);
    assertThat(spec.name()).isEqualTo("birds-daily");
    assertThat(spec.owner()).isEqualTo("analytics");
    assertThat(spec.cluster())
        .isEqualTo(new JobSpec.Cluster("local", 2, 1, MemorySize.mebibytes(1024)));
    assertThat(spec.sparkVersion()).isEqualTo(">=3.5 <5");
    assertThat(spec.executor().memory()).isEqualTo(MemorySize.mebibytes(768));
    assertThat(spec.retry().on()).containsExactly(FailureClass.INFRASTRUCTURE, FailureClass.QUOTA);
    assertThat(spec.retry().backoff().max()).isEqualTo(Duration.ofMinutes(10));
    assertThat(spec.timeout()).isEqualTo(Duration.ofHours(2));
    assertThat(spec.queue()).isEqualTo(new JobSpec.Queue(10, Duration.ofHours(6), 1));
    assertThat(spec.notifications())
        .containsExactly(
            new JobSpec.Notify(
                java.util.Set.of(Outcome.FAILED, Outcome.TIMED_OUT, Outcome.LOST),
                List.of("slack:data-alerts")));
    assertThat(spec.schedule())
        .isEqualTo(
            new Schedule(
                "0 2 * * *",
                null,
                List.of(),
                ZoneId.of("Europe/Berlin"),
                Instant.parse("2025-12-31T23:00:00Z"),
                null,
                Duration.ofMinutes(5),
                Overlap.QUEUE,
                new CatchUp(CatchUp.Policy.ALL, Duration.ofDays(3)),
                false));
    assertThat(spec.trigger())
        .isEqualTo(
            new JobSpec.Trigger(
                "birds-collected", java.util.Set.of(Outcome.SUCCEEDED, Outcome.FAILED)));
  }

  @Test
  void itsStepsHaveTheirTemplatesFilledInAndTheirSecretsLeftAsReferences() {
    Step clean = valid(EXAMPLE).steps().get(0);
    assertThat(clean.args()).containsExactly("--day", "2026-03-01");
    assertThat(clean.env()).isEqualTo(Map.of("API_KEY", "${secret:birds-api}"));
    assertThat(clean.conf()).isEqualTo(Map.of("spark.sql.shuffle.partitions", "8"));
    assertThat(clean.outputs()).as("s3: is read as s3a:").containsExactly("s3a://birds/clean/");
    Step report = valid(EXAMPLE).steps().get(1);
    assertThat(report.after()).containsExactly("clean");
    assertThat(report.expect()).isEqualTo(Map.of("rowsWritten", ">0"));
  }

  @Test
  void itsRunsWaitForObjectsWhoseAddressesAreFilledIn() {
    assertThat(valid(EXAMPLE).waitFor())
        .containsExactly(
            new JobSpec.WaitFor("s3a://birds/2026-03-01/_SUCCESS", Duration.ofHours(6)),
            new JobSpec.WaitFor("s3a://birds/species.csv", Duration.ofHours(24)));
    assertThat(valid(Reading.job("waitFor: s3://birds/_SUCCESS")).waitFor())
        .containsExactly(new JobSpec.WaitFor("s3a://birds/_SUCCESS", Duration.ofHours(24)));
  }

  @Test
  void aParameterOfTheRequestTakesThePlaceOfATickThatTheRunHasNot() {
    String withTick = EXAMPLE.replace("\"2026-03-01\"", "\"{{ tick.date }}\"");
    JobSpec spec = valid(withTick, null, Map.of("day", "2026-04-01")).spec();
    assertThat(spec.params()).isEqualTo(Map.of("day", "2026-04-01"));
    assertThat(spec.steps().get(0).args()).containsExactly("--day", "2026-04-01");
  }

  @Test
  void anEnvironmentIsLaidOverFieldByField() {
    JobSpec dev = valid(EXAMPLE, "dev", Map.of()).spec();
    assertThat(dev.cluster().workers()).isEqualTo(1);
    assertThat(dev.cluster().profile()).isEqualTo("local");
    JobSpec prod = valid(EXAMPLE, "prod", Map.of()).spec();
    assertThat(prod.cluster().profile()).isEqualTo("yandex-light");
    assertThat(prod.cluster().workers()).isEqualTo(2);
  }

  @Test
  void aJobMayCarryOnAfterAFailure() {
    assertThat(valid(Reading.job("failFast: false")).failsFast()).isFalse();
    assertThat(valid(Reading.job("params: {f: true}\nfailFast: '{{ params.f }}'")).failsFast())
        .isTrue();
  }

  @Test
  void yamlAndJsonGiveTheSame() {
    String json = Json.text(SpecText.read(EXAMPLE));
    assertThat(json).startsWith("{");
    assertThat(read(json)).isEqualTo(read(EXAMPLE));
  }

  @Test
  void nothingOfItIsUnknown() {
    assertThat(valid(EXAMPLE, null, Map.of()).warnings()).isEmpty();
  }

  @Test
  void aJobOfTwoLinesHasDefaultsForAllTheRest() {
    JobSpec spec = valid(Reading.job(""));
    assertThat(spec.cluster())
        .isEqualTo(new JobSpec.Cluster("local", 1, 1, MemorySize.mebibytes(1024)));
    assertThat(spec.driver()).isEqualTo(new JobSpec.Driver(1, MemorySize.mebibytes(1024)));
    assertThat(spec.executor()).isEqualTo(JobSpec.Executor.DEFAULT);
    assertThat(spec.retry()).isEqualTo(JobSpec.Retry.NEVER);
    assertThat(spec.timeout()).isEqualTo(Duration.ofHours(24));
    assertThat(spec.sparkVersion()).isNull();
    assertThat(spec.notifications()).isEmpty();
    assertThat(spec.failsFast()).isTrue();
    assertThat(spec.queue()).isNull();
    assertThat(spec.schedule()).isNull();
    assertThat(spec.trigger()).isNull();
    assertThat(spec.waitFor()).isEmpty();
  }

  @Test
  void aReadSpecIsWrittenAndReadAgainUnchanged() {
    JobSpec spec = valid(EXAMPLE);
    assertThat(Json.read(Json.bytes(spec), JobSpec.class)).isEqualTo(spec);
  }
}
