package dev.mayfly.contracts.job;

import static dev.mayfly.contracts.job.Reading.faults;
import static dev.mayfly.contracts.job.Reading.job;
import static dev.mayfly.contracts.job.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.job.JobSpec.Backoff;
import dev.mayfly.contracts.job.JobSpec.Retry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTest {

  @Test
  void aClassMayHaveAPolicyOfItsOwn() {
    Retry retry =
        valid(
                job(
                    """
                    retry:
                      attempts: 3
                      on: [INFRASTRUCTURE]
                      backoff: {first: 30s, jitter: 0.5}
                      perClass: {QUOTA: {attempts: 9, backoff: {first: 20m}}}
                    """))
            .retry();
    assertThat(retry.after(FailureClass.INFRASTRUCTURE).orElseThrow().attempts()).isEqualTo(3);
    var quota = retry.after(FailureClass.QUOTA).orElseThrow();
    assertThat(quota.attempts()).isEqualTo(9);
    assertThat(quota.backoff())
        .isEqualTo(new Backoff(Duration.ofMinutes(20), 2, Duration.ofMinutes(20), 0.5));
    assertThat(retry.after(FailureClass.APPLICATION)).isEmpty();
  }

  @Test
  void aPolicyForOneClassAloneLeavesTheOthersUntried() {
    Retry retry = valid(job("retry: {perClass: {APPLICATION: {}}}")).retry();
    assertThat(retry.after(FailureClass.APPLICATION).orElseThrow().attempts()).isEqualTo(3);
    assertThat(retry.after(FailureClass.QUOTA)).isEmpty();
  }

  @Test
  void waitsGrowToTheirMaximumAndJitterOnlyShortensThem() {
    var backoff = new Backoff(Duration.ofSeconds(30), 2, Duration.ofMinutes(10), 0.5);
    assertThat(backoff.before(2, 0)).isEqualTo(Duration.ofSeconds(30));
    assertThat(backoff.before(3, 0)).isEqualTo(Duration.ofSeconds(60));
    assertThat(backoff.before(3, 1)).isEqualTo(Duration.ofSeconds(30));
    assertThat(backoff.before(99, 0)).isEqualTo(Duration.ofMinutes(10));
    assertThat(Backoff.DEFAULT.before(2, 1)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void whatIsWrongInAClassIsToldWhereItIs() {
    assertThat(faults(job("retry: {perClass: {QUOTA: {attempts: 0}}}")))
        .singleElement()
        .asString()
        .startsWith("retry.perClass.QUOTA.attempts");
    assertThat(faults(job("retry: {backoff: {jitter: 2}}")))
        .containsExactly("retry.backoff.jitter: '2' is not a number from 0.0 to 1.0");
    assertThat(faults(job("retry: {perClass: {QUOTA: {backoff: {first: 1h, max: 1m}}}}")))
        .singleElement()
        .asString()
        .startsWith("retry.perClass.QUOTA.backoff.max");
  }

  @Test
  void theClusterIsAFreshOneUnlessTheSpecSaysOtherwise() {
    assertThat(valid(job("retry: {on: [APPLICATION]}")).retry().cluster()).isNull();
    Retry fresh = valid(job("retry: {on: [APPLICATION], cluster: fresh}")).retry();
    assertThat(fresh.keepsClusterAfter(FailureClass.APPLICATION)).isFalse();
  }

  @Test
  void theSameClusterIsForFailuresOfTheJobsOwn() {
    Retry retry = valid(job("retry: {on: [APPLICATION, QUOTA], cluster: same}")).retry();
    assertThat(FailureClass.values())
        .filteredOn(retry::keepsClusterAfter)
        .containsExactly(FailureClass.APPLICATION, FailureClass.OUT_OF_MEMORY);
  }

  @Test
  void theSameClusterThatCouldNeverComeAboutIsAFault() {
    assertThat(faults(job("retry: {cluster: same}")))
        .containsExactly(
            "retry.cluster: 'same' is not possible without on: APPLICATION or OUT_OF_MEMORY; others"
                + " take a fresh cluster");
    assertThat(
            faults(
                job(
                    "retry: {on: [APPLICATION], cluster: same}\ncluster: {lifecycle: shared, cores: 2}")))
        .containsExactly("retry.cluster: 'same' is not possible with lifecycle: ephemeral alone");
    assertThat(faults(job("retry: {on: [APPLICATION], cluster: other}")))
        .containsExactly("retry.cluster: 'other' is not one of fresh, same");
  }
}
