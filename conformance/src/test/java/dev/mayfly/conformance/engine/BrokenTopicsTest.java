package dev.mayfly.conformance.engine;

import static dev.mayfly.conformance.engine.TestInstallation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.engine.Input;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sequencer whose topics are taken away, cut and made anew under it: it stops, or misses none.
 */
@Timeout(120)
class BrokenTopicsTest {
  @TempDir Path dir;
  private TestInstallation installation;
  private Admin admin;
  private TopicPartition requests;

  @BeforeEach
  void begin() {
    installation = new TestInstallation(KafkaFixture.bootstrapServers(), dir);
    admin = installation.connection().admin();
    requests = new TopicPartition(installation.topics().requests(), 0);
  }

  @AfterEach
  void end() {
    admin.close();
    installation.close();
  }

  @Test
  void lostOffsetsStopItWithASentenceThatMendsThem() throws Exception {
    try (RunningSequencer first = installation.start()) {
      installation.say("one");
      installation.awaitCounted(List.of("one 1"));
      assertThat(first.exits()).isEmpty();
    }
    installation.say("two", "three");
    admin.deleteRecords(Map.of(requests, RecordsToDelete.beforeOffset(2))).all().get();

    try (RunningSequencer second = installation.start()) {
      await("it to stop").until(() -> !second.exits().isEmpty());
      assertThat(second.exits().get(0))
          .startsWith(
              "78 The group " + installation.group() + " has no valid offset on [" + requests)
          .contains(
              "--group " + installation.group() + " --topic <topic> --reset-offsets --to-earliest");
    }
    // As kafka-consumer-groups.sh does it, once the group's last member has been given up.
    setOffset(2);

    try (RunningSequencer third = installation.start()) {
      installation.awaitCounted(List.of("one 1", "three 2"));
      assertThat(third.exits()).isEmpty();
    }
  }

  @Test
  void aTopicMadeAgainWhileItIsStoppedIsAnotherTopic() throws Exception {
    try (RunningSequencer first = installation.start()) {
      installation.say("one", "two");
      installation.awaitCounted(List.of("one 1", "two 2"));
      assertThat(first.exits()).isEmpty();
    }
    admin.deleteTopics(List.of(requests.topic())).all().get();
    await("the topic to be made again, once the group is empty")
        .ignoreExceptions()
        .until(
            () -> {
              installation.createTopics();
              return offset() == 0;
            });
    installation.say("one", "two");

    try (RunningSequencer second = installation.start()) {
      installation.awaitCounted(List.of("one 1", "two 2", "one 3", "two 4"));
      assertThat(second.exits()).isEmpty();
    }
    assertThat(installation.records().stream().map(BrokenTopicsTest::id)).doesNotHaveDuplicates();
  }

  @Test
  void aTopicMadeAgainUnderItStopsItRatherThanThatItMissesTheFirstOfTheNew() throws Exception {
    try (RunningSequencer first = installation.start()) {
      installation.say("one", "two");
      installation.awaitCounted(List.of("one 1", "two 2"));

      admin.deleteTopics(List.of(requests.topic())).all().get();
      createRequests();
      installation.say("three", "four", "five");
      await("it to stop").until(() -> !first.exits().isEmpty());
      assertThat(first.exits().get(0))
          .startsWith("78 ")
          .contains(requests.topic(), "--to-earliest");
      assertThat(installation.counted()).containsExactly("one 1", "two 2");
    }
    setOffset(0);

    try (RunningSequencer second = installation.start()) {
      installation.awaitCounted(List.of("one 1", "two 2", "three 3", "four 4", "five 5"));
      assertThat(second.exits()).isEmpty();
    }
  }

  @Test
  void aTopicDeletedUnderItStopsIt() throws Exception {
    try (RunningSequencer first = installation.start()) {
      installation.say("one");
      installation.awaitCounted(List.of("one 1"));

      admin.deleteTopics(List.of(requests.topic())).all().get();

      await("it to stop").until(() -> !first.exits().isEmpty());
      assertThat(first.exits().get(0)).startsWith("78 ");
    }
  }

  @Test
  void whatTheBrokerRefusesStopsItAndIsDecidedOnceTheBrokerTakesIt() throws Exception {
    try (RunningSequencer first = installation.start()) {
      installation.say("one");
      installation.awaitCounted(List.of("one 1"));
      setMaxBytes(installation.topics().runs(), 100);
      installation.say("two");

      await("it to stop").until(() -> !first.exits().isEmpty());
      assertThat(first.exits().get(0)).startsWith("70 Deciding failed");
    }
    setMaxBytes(installation.topics().runs(), 2 << 20);
    installation.say("three");

    try (RunningSequencer second = installation.start()) {
      installation.awaitCounted(List.of("one 1", "two 2", "three 3"));
      assertThat(second.exits()).isEmpty();
    }
  }

  @Test
  void theInboxTakesRecordsOfUpToAMebibyteAndRefusesMore() {
    String word = "x".repeat((1 << 20) - 200);
    installation.say(word);

    assertThatThrownBy(() -> installation.say(word + "x".repeat(200)))
        .hasCauseInstanceOf(RecordTooLargeException.class);
  }

  private static String id(Input.Received record) {
    return record.headers().get("ce_id");
  }

  private void createRequests() {
    await("the topic to be made again")
        .ignoreExceptions()
        .until(
            () -> {
              KafkaFixture.createTopic(
                  requests.topic(), 1, Map.of("message.timestamp.type", "LogAppendTime"));
              return true;
            });
  }

  private long offset() throws Exception {
    return admin
        .listConsumerGroupOffsets(installation.group())
        .partitionsToOffsetAndMetadata()
        .get()
        .get(requests)
        .offset();
  }

  private void setOffset(long offset) {
    await("the group to be empty")
        .until(
            () -> {
              try {
                admin
                    .alterConsumerGroupOffsets(
                        installation.group(), Map.of(requests, new OffsetAndMetadata(offset)))
                    .all()
                    .get();
                return true;
              } catch (ExecutionException e) {
                return false;
              }
            });
  }

  private void setMaxBytes(String topic, int bytes) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var entry = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
    admin
        .incrementalAlterConfigs(
            Map.of(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }
}
