package dev.mayfly.testkit.kafka;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;

/**
 * One broker for all tests of a JVM, started by the first that asks and ended with the JVM. Tests
 * keep out of each other's way with {@link #uniquePrefix()} in the names of topics, groups and
 * transactional ids; a test that stops the broker takes a {@link PrivateBroker}.
 *
 * <p>{@code -Dmayfly.test.kafka=testcontainers} runs the broker in a container ({@code
 * -Dmayfly.test.kafka.image} says of which image) instead of in a child JVM with its data in a
 * temporary folder.
 */
public final class KafkaFixture {
  private static final SecureRandom RANDOM = new SecureRandom();

  private KafkaFixture() {}

  private static final class Shared {
    static final TestKafka KAFKA = SharedBroker.start();
  }

  public static TestKafka kafka() {
    return Shared.KAFKA;
  }

  public static String bootstrapServers() {
    return kafka().bootstrapServers();
  }

  /**
   * @see TestKafka#createTopic
   */
  public static void createTopic(String name, int partitions, Map<String, String> configs) {
    kafka().createTopic(name, partitions, configs);
  }

  public static void createTopic(String name, int partitions) {
    createTopic(name, partitions, Map.of());
  }

  /** The caller closes it. */
  public static Admin admin() {
    return kafka().admin();
  }

  /**
   * @see TestKafka#producer
   */
  public static Producer<byte[], byte[]> producer() {
    return kafka().producer();
  }

  /**
   * @see TestKafka#transactionalProducer
   */
  public static Producer<byte[], byte[]> transactionalProducer(String transactionalId) {
    return kafka().transactionalProducer(transactionalId);
  }

  /**
   * @see TestKafka#readAll
   */
  public static List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
    return kafka().readAll(topic);
  }

  /** Such as {@code t3f09ac51-}: good in topics, groups and ids, and nobody else's. */
  public static String uniquePrefix() {
    byte[] bytes = new byte[4];
    RANDOM.nextBytes(bytes);
    return "t" + HexFormat.of().formatHex(bytes) + "-";
  }
}
