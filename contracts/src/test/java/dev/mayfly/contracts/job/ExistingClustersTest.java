package dev.mayfly.contracts.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import dev.mayfly.contracts.sample.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExistingClustersTest {
  private static final String TEAM =
      Reading.job("cluster: {profile: local, lifecycle: existing, id: team}");

  /** It has {@code team}: two workers with two cores and 2g each, for two runs at a time. */
  private final ProfileAnnounced profile = Samples.profileAnnounced();

  private final List<Fault> faults = new ArrayList<>();

  @Test
  void aSpecNamesItAndItsProfileSaysWhatItIs() {
    JobSpec resolved = resolve(TEAM);
    var shared = new JobSpec.Shared(2, Duration.ofMinutes(5));
    assertThat(resolved.cluster())
        .isEqualTo(
            new JobSpec.Cluster(profile.profile(), 2, 2, MemorySize.parse("2g"), shared, "team"));
    assertThat(faults).isEmpty();
    assertThat(ExistingClusters.resolve(resolved, profile, faults)).isEqualTo(resolved);
  }

  @Test
  void anotherSpecIsAsItWas() {
    JobSpec spec = Reading.valid(Reading.job("cluster: {workers: 3}"));
    assertThat(ExistingClusters.resolve(spec, profile, faults)).isSameAs(spec);
  }

  @Test
  void oneThatIsNotThereIsToldWithThoseThatAre() {
    resolve(TEAM.replace("id: team", "id: moon"));
    assertThat(faults)
        .hasToString(
            "[cluster.id: 'moon' is not a standing cluster of profile "
                + profile.profile()
                + ", which has team]");
  }

  @Test
  void whatARunAsksOfItIsHeldAgainstItsLease() {
    resolve(
        Reading.job("cluster: {lifecycle: existing, id: team}\nexecutor: {cores: 1, memory: 2g}"));
    assertThat(faults).extracting(Fault::path).containsExactly("executor.memory");
    assertThat(faults.get(0).expected()).contains("a lease may have");
  }

  @Test
  void soIsWhatItsStepsSayInSparksOwnWords() {
    resolve(
        """
        name: j
        cluster: {lifecycle: existing, id: team}
        steps: [{name: s, application: "s3a://b/a.py", conf: {spark.cores.max: "4"}}]
        """);
    assertThat(faults).extracting(Fault::path).containsExactly("steps[0].conf");
  }

  @Test
  void aNextAttemptCannotHaveTheSameOneForItself() {
    assertThat(Reading.faults(TEAM + "\nretry: {on: [APPLICATION], cluster: same}"))
        .containsExactly("retry.cluster: 'same' is not possible with lifecycle: ephemeral alone");
  }

  @Test
  void itIsConfiguredWithItsSize() {
    ExistingCluster read =
        configured(Map.of("workers", "2", "cores", "4", "memory", "4g", "idle", "30s"));
    assertThat(read)
        .isEqualTo(new ExistingCluster(2, 4, MemorySize.parse("4g"), 2, Duration.ofSeconds(30)));
    assertThat(faults).isEmpty();
  }

  @Test
  void whatIsWrongWithItIsToldAtOnce() {
    configured(Map.of("workers", "0", "memory", "lots", "leases", "101"));
    assertThat(faults)
        .extracting(Fault::toString)
        .containsExactly(
            "team.cores: missing; expected what the standing cluster has",
            "team.leases: '101' is not a whole number from 1 to 100",
            "team.workers: '0' is not a whole number from 1 to 10000",
            "team.memory: 'lots' is not a size such as 512m, 1g or 2Gi");
    faults.clear();
    configured(Map.of("workers", "1", "cores", "1", "memory", "4g"));
    assertThat(faults).extracting(Fault::path).containsExactly("team.leases");
  }

  private JobSpec resolve(String spec) {
    return ExistingClusters.resolve(Reading.valid(spec), profile, faults);
  }

  private ExistingCluster configured(Map<String, String> fields) {
    return ExistingClusters.configured(Json.tree(fields), "team", faults);
  }
}
