package dev.mayfly.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  private static final Topics TOPICS = new Topics("mayfly");

  @Test
  void theCatalogueIsExactlyThis() {
    String catalogue =
        TOPICS.all().stream()
            .map(
                t ->
                    "%s %s %d %s %d"
                        .formatted(
                            t.name(),
                            t.writer().replace(' ', '-'),
                            t.partitions(),
                            t.isCompacted() ? "compacted" : t.retention(),
                            t.maxMessageBytes()))
            .collect(Collectors.joining("\n"));
    assertThat(catalogue)
        .isEqualTo(
            """
            mayfly.requests anyone-allowed 1 PT168H 1048576
            mayfly.jobs anyone-allowed 1 compacted 2097152
            mayfly.runs scheduler-service 1 PT336H 2097152
            mayfly.profiles cluster-service 1 compacted 2097152
            mayfly.clusters cluster-service 1 PT336H 2097152
            mayfly.assignments cluster-service 1 compacted 2097152
            mayfly.submitters submit-service 1 compacted 2097152
            mayfly.steps submit-service 1 PT336H 2097152
            mayfly.heartbeats submit-service 1 PT1H 2097152
            mayfly.notifications notifier-service 1 PT336H 2097152
            mayfly.scheduler.commands scheduler-service 4 PT24H 2097152
            mayfly.scheduler.observations scheduler-service 1 PT24H 2097152
            mayfly.scheduler.dlt scheduler-service 1 PT720H 2097152
            mayfly.cluster.commands cluster-service 4 PT24H 2097152
            mayfly.cluster.observations cluster-service 1 PT24H 2097152
            mayfly.cluster.dlt cluster-service 1 PT720H 2097152
            mayfly.notifier.commands notifier-service 4 PT24H 2097152
            mayfly.notifier.observations notifier-service 1 PT24H 2097152
            mayfly.notifier.dlt notifier-service 1 PT720H 2097152""");
  }

  @Test
  void everythingThatADecisionReadsHasOnePartitionAndIsInTheCatalogue() {
    var single =
        TOPICS.all().stream().filter(t -> t.partitions() == 1).map(Topics.Topic::name).toList();
    assertThat(Reads.all(TOPICS)).hasSize(3);
    assertThat(Reads.all(TOPICS)).allSatisfy(r -> assertThat(single).containsAll(r.topics()));
  }

  @Test
  void aServiceReadsItsOwnObservationsAndNobodyElses() {
    for (Reads reads : Reads.all(TOPICS)) {
      assertThat(reads.topics().stream().filter(t -> t.endsWith(".observations")))
          .containsExactly(TOPICS.observations(reads.service()));
      assertThat(reads.group(TOPICS)).isEqualTo("mayfly-" + reads.service());
    }
  }

  @Test
  void aServiceThatDecidesNothingHasNoReads() {
    assertThatThrownBy(() -> Reads.of(TOPICS, "submit"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'submit' decides nothing");
  }

  @Test
  void twoInstallationsShareNoTopic() {
    assertThat(new Topics("mayfly-2").all())
        .extracting(Topics.Topic::name)
        .doesNotContainAnyElementsOf(TOPICS.all().stream().map(Topics.Topic::name).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "May", "a.b", "-a", "a-", "a_b", "a12345678901234567890123456789012"})
  void aNameThatATopicCannotBeginWithIsRefused(String installation) {
    assertThatThrownBy(() -> new Topics(installation))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + installation + "'");
  }
}
