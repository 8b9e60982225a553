package dev.mayfly.conformance.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mayfly.testkit.kafka.KafkaFixture;
import dev.mayfly.testkit.kafka.PrivateBroker;
import dev.mayfly.testkit.kafka.TestKafka;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KafkaFixtureTest {
  private final String topic = KafkaFixture.uniquePrefix() + "birds";

  @Test
  void readAllReturnsWhatIsCommittedOfEveryPartitionAndNothingElse() {
    KafkaFixture.createTopic(topic, 3, Map.of("cleanup.policy", "compact"));
    try (Producer<byte[], byte[]> producer = KafkaFixture.transactionalProducer(topic)) {
      producer.beginTransaction();
      for (int partition = 0; partition < 3; partition++) {
        producer.send(record(topic, partition, "wren" + partition));
      }
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(record(topic, 0, "dodo"));
      producer.flush();

      assertThat(KafkaFixture.readAll(topic))
          .extracting(r -> new String(r.value(), UTF_8))
          .containsExactlyInAnyOrder("wren0", "wren1", "wren2");
      producer.abortTransaction();
    }
  }

  @Test
  void theBrokersClockStampsTheRecords() {
    KafkaFixture.createTopic(topic, 1);
    try (Producer<byte[], byte[]> producer = KafkaFixture.producer()) {
      producer.send(new ProducerRecord<>(topic, 0, 1L, null, new byte[0]));
    }

    assertThat(KafkaFixture.readAll(topic))
        .singleElement()
        .satisfies(r -> assertThat(r.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME))
        .satisfies(r -> assertThat(r.timestamp()).isGreaterThan(1L));
  }

  @Test
  void aTopicThatCannotBeCreatedFailsTheTest() {
    KafkaFixture.createTopic(topic, 1);

    assertThatIllegalStateException()
        .isThrownBy(() -> KafkaFixture.createTopic(topic, 1))
        .withMessageContaining("already exists");
  }

  @Test
  void aPrivateBrokerComesBackFromAKillWithItsDataOnItsPort() throws Exception {
    try (PrivateBroker broker = PrivateBroker.start()) {
      TestKafka kafka = broker.kafka();
      kafka.createTopic(topic, 1, Map.of());
      try (Producer<byte[], byte[]> producer = kafka.producer()) {
        producer.send(record(topic, 0, "wren")).get();

        broker.kill();
        broker.restart();

        producer.send(record(topic, 0, "robin")).get();
      }
      assertThat(broker.kafka()).isEqualTo(kafka);
      assertThat(kafka.readAll(topic))
          .extracting(r -> new String(r.value(), UTF_8))
          .isEqualTo(List.of("wren", "robin"));
      assertThat(broker.bootstrapServers()).isNotEqualTo(KafkaFixture.bootstrapServers());
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, int partition, String value) {
    return new ProducerRecord<>(topic, partition, value.getBytes(UTF_8), value.getBytes(UTF_8));
  }
}
