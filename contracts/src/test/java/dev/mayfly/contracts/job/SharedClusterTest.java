package dev.mayfly.contracts.job;

import static dev.mayfly.contracts.job.Reading.faults;
import static dev.mayfly.contracts.job.Reading.job;
import static dev.mayfly.contracts.job.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spec may say of a cluster that several runs hold. */
class SharedClusterTest {

  @Test
  void twoRunsShareAClusterForTenIdleMinutesUnlessTheSpecSaysOtherwise() {
    assertThat(cluster("cluster: {lifecycle: shared, cores: 2}").shared())
        .isEqualTo(new JobSpec.Shared(2, Duration.ofMinutes(10)));
    assertThat(cluster("cluster: {lifecycle: shared, leases: 1, idle: 0s}").shared())
        .isEqualTo(new JobSpec.Shared(1, Duration.ZERO));
    assertThat(cluster("cluster: {lifecycle: ephemeral}").shared()).isNull();
  }

  @Test
  void eachLeaseHasAnEqualShareOfCoresAndMemory() {
    JobSpec.Cluster four =
        cluster("cluster: {lifecycle: shared, workers: 2, cores: 4, memory: 4g, leases: 2}");
    assertThat(four.coresOfRun()).isEqualTo(4);
    assertThat(four.executorMemory(null)).isEqualTo(MemorySize.parse("2g"));
    assertThat(four.executorMemory(2)).as("two on a worker").isEqualTo(MemorySize.parse("1g"));
    assertThat(four.executorMemory(1)).as("four on a worker").isEqualTo(MemorySize.parse("512m"));
  }

  @Test
  void anEphemeralClusterIsItsRunsAlone() {
    JobSpec.Cluster own = cluster("cluster: {workers: 2, cores: 4, memory: 4g}");
    assertThat(own.coresOfRun()).isEqualTo(8);
    assertThat(own.executorMemory(1)).isEqualTo(MemorySize.parse("4g"));
  }

  @Test
  void itIsWrittenAndReadAgainUnchanged() {
    JobSpec spec = valid(job("cluster: {lifecycle: shared, cores: 2, idle: 90s}"));
    assertThat(Json.read(Json.bytes(spec), JobSpec.class)).isEqualTo(spec);
    assertThat(Json.text(spec)).contains("\"shared\":{\"leases\":2,\"idle\":\"PT1M30S\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {leases: 2} | cluster.leases: '2' is not possible without lifecycle: shared
          {idle: 5m} | cluster.idle: '5m' is not possible without lifecycle: shared
          {lifecycle: shared, idle: 25h} | cluster.idle: '25h' is not a duration up to 24h
          {lifecycle: shared, idle: never} | cluster.idle: 'never' is not a duration such as 30s, 10m, 1h30m or PT2H
          {lifecycle: shared, cores: 2, leases: 101} | cluster.leases: '101' is not a whole number from 1 to 100
          {lifecycle: shared} | cluster.leases: '2' is not within the cluster's cores (1): each lease takes at least one
          {lifecycle: shared, cores: 4, leases: 3} | cluster.leases: '3' is not few enough for cluster.memory (1g): each lease has 341m of a worker, and Spark starts with no less than 512m
          """)
  void whatCannotBeSharedIsAFaultOfTheCluster(String cluster, String sentence) {
    assertThat(faults(job("cluster: " + cluster))).containsExactly(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {workers: 4, cores: 2, memory: 1g} | {cores: 2} | executor.cores: '2' is not within 1: a lease has 4 of the shared cluster's cores, and is sure of so many on one worker
          {workers: 2, cores: 4, memory: 4g} | {cores: 5} | executor.cores: '5' is not within cluster.cores (4); no worker could hold such an executor
          {workers: 2, cores: 4, memory: 4g} | {cores: 2, instances: 3} | executor.instances: '3' is not within 2: a lease has 4 of the shared cluster's cores
          {workers: 2, cores: 1, memory: 1g} | {instances: 2} | executor.instances: '2' is not within 1: a lease has 1 of the shared cluster's cores
          {workers: 1, cores: 4, memory: 1g} | {memory: 768m} | executor.memory: '768m' is not within 512m: a lease may have 1 of them on a worker of the shared cluster
          {workers: 1, cores: 4, memory: 2g} | {cores: 1, memory: 1g} | executor.memory: '1g' is not within 512m: a lease may have 2 of them on a worker of the shared cluster
          {workers: 1, cores: 4, memory: 1g} | {cores: 1} | executor.cores: '1' is not enough: a lease may have 2 of them on a worker of the shared cluster, with 256m for each, and Spark starts with no less than 512m
          """)
  void anExecutorThatALeaseCannotBeSureOfIsAFault(
      String cluster, String executor, String sentence) {
    String shared = cluster.replace("{", "{lifecycle: shared, ");
    assertThat(faults(job("cluster: " + shared + "\nexecutor: " + executor)))
        .containsExactly(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{cores: 2, instances: 2}",
        "{cores: 2, memory: 1g}",
        "{cores: 1, instances: 4, memory: 512m}",
        "{memory: 2g}"
      })
  void whatALeaseIsSureOfIsTaken(String executor) {
    String cluster = "cluster: {lifecycle: shared, workers: 2, cores: 4, memory: 4g}";
    valid(job(cluster + "\nexecutor: " + executor));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          spark.cores.max: 1 | 'spark.cores.max' is not yours to set: a lease of a shared cluster sets it
          spark.executor.cores: 1 | 'spark.executor.cores' is not set here for a shared cluster: use the job's executor.cores
          spark.executor.memory: 1g | 'spark.executor.memory' is not set here for a shared cluster: use the job's executor.memory
          spark.driver.memory: 1m | conf.spark.driver.memory: '1m' is not a size from 512m, the least that Spark starts with, to 4t
          """)
  void aStepTakesNoMoreThanItsRunsLease(String conf, String sentence) {
    String cluster = "cluster: {lifecycle: shared, cores: 2}\n";
    assertThat(faults(cluster + Reading.step("conf: {'" + conf.replace(": ", "': ") + "}")))
        .singleElement()
        .asString()
        .endsWith(sentence);
  }

  private static JobSpec.Cluster cluster(String field) {
    return valid(job(field)).cluster();
  }
}
