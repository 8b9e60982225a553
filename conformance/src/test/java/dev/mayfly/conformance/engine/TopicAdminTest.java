package dev.mayfly.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.engine.kafka.TopicProblem;
import dev.mayfly.engine.kafka.TopicReader;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicAdminTest {
  private final Topics topics = new Topics(KafkaFixture.uniquePrefix().replace("-", ""));
  private final KafkaConnection connection = new KafkaConnection(KafkaFixture.bootstrapServers());
  private final TopicAdmin admin = new TopicAdmin(connection);

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void whatItCreatesPassesItsCheckAndASecondCreationMakesNothing() {
    assertThat(admin.create(topics, 1)).hasSize(topics.all().size());

    assertThat(admin.check(topics)).isEmpty();
    assertThat(admin.create(topics, 1)).isEmpty();
  }

  @Test
  void theCheckNamesWhatIsWrongAndTheCommandThatMendsIt() {
    KafkaFixture.createTopic(
        topics.runs(),
        1,
        Map.of("message.timestamp.type", "CreateTime", "retention.bytes", "1000"));
    KafkaFixture.createTopic(topics.steps(), 3, Map.of("max.message.bytes", "2097152"));
    KafkaFixture.createTopic(topics.commands("cluster"), 1, Map.of("cleanup.policy", "compact"));
    admin.create(topics, 1);

    List<TopicProblem> problems = admin.check(topics);

    assertThat(problems)
        .extracting(p -> p.topic().substring(topics.installation().length()) + " " + p.what())
        .containsExactlyInAnyOrder(
            ".runs has message.timestamp.type=CreateTime where LogAppendTime is meant",
            ".runs has retention.bytes=1000 where -1 is meant",
            ".runs has max.message.bytes=1048588 where 2097152 is meant",
            ".steps has 3 partitions where 1 are meant",
            ".cluster.commands has 1 partitions where 4 are meant",
            ".cluster.commands has cleanup.policy=compact where delete is meant",
            ".cluster.commands has max.message.bytes=1048588 where 2097152 is meant");
    assertThat(problems)
        .filteredOn(p -> p.what().contains("retention.bytes"))
        .extracting(TopicProblem::mend)
        .containsExactly(
            "kafka-configs.sh --bootstrap-server "
                + KafkaFixture.bootstrapServers()
                + " --alter --entity-type topics --entity-name "
                + topics.runs()
                + " --add-config retention.bytes=-1");
  }

  @Test
  void anInstallationOfAnOlderVersionGetsThePositionsThatItLacks() throws Exception {
    admin.create(topics, 1);
    String group = Reads.of(topics, "scheduler").group(topics);
    try (var kafka = connection.admin()) {
      var jobs = new TopicPartition(topics.jobs(), 0);
      kafka.deleteConsumerGroupOffsets(group, Set.of(jobs)).all().get();

      assertThat(admin.check(topics)).hasSize(1);
      TopicProblem problem = admin.check(topics).get(0);
      assertThat(problem.topic()).isEqualTo(topics.jobs());
      assertThat(problem.what()).contains("not read by the group " + group);
      assertThat(problem.mend()).startsWith("mayfly topics create");

      assertThat(admin.create(topics, 1)).isEmpty();
      assertThat(admin.check(topics)).isEmpty();
    }
  }

  @Test
  void aReaderHandsOverWhatIsThereThenWhatComes() throws Exception {
    KafkaFixture.createTopic(topics.jobs(), 2, Map.of("cleanup.policy", "compact"));
    try (var producer = new EventProducer(connection)) {
      producer.send(topics.jobs(), "a", Map.of(), new byte[] {1}).join();
      producer.send(topics.jobs(), "b", Map.of(), new byte[] {2}).join();
      var records = new CopyOnWriteArrayList<Input.Received>();
      try (var reader = TopicReader.follow(connection, List.of(topics.jobs()), records::add)) {
        reader.caughtUp().get(20, TimeUnit.SECONDS);
        assertThat(records).extracting(Input.Received::key).containsExactlyInAnyOrder("a", "b");

        producer.sendTombstone(topics.jobs(), "a").join();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> records.size() == 3);
        assertThat(records.get(2).value()).isNull();
      }
    }
  }

  @Test
  void aReaderWhoseHandlerThrowsEndsAndSaysWhy() {
    KafkaFixture.createTopic(topics.jobs(), 1);
    try (var producer = new EventProducer(connection)) {
      producer.send(topics.jobs(), "a", Map.of(), new byte[] {1}).join();
    }
    try (var reader =
        TopicReader.follow(
            connection,
            List.of(topics.jobs()),
            r -> {
              throw new IllegalStateException("no");
            })) {
      assertThat(reader.ended())
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withMessageContaining("no");
      assertThat(reader.caughtUp()).isCompletedExceptionally();
    }
  }
}
