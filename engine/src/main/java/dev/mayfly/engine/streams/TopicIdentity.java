package dev.mayfly.engine.streams;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Sees to it that nothing is read from a topic that was deleted and made again under a consumer.
 * The consumer would go on at its old position in the new topic, and never read what lies before.
 * It cannot fetch from the new one without having learned of it, and then asks here.
 */
final class TopicIdentity {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Admin admin;
  private volatile Map<String, Uuid> known = Map.of();
  private volatile boolean doubtful;

  TopicIdentity(Admin admin) {
    this.admin = admin;
  }

  void know(Map<String, Uuid> topicIds) {
    known = Map.copyOf(topicIds);
  }

  Map<String, Uuid> known() {
    return known;
  }

  /** A consumer that uses it tells when it has learned anything new of its topics. */
  ByteArrayDeserializer listener() {
    return new Listener();
  }

  /**
   * Asks the broker, but only when there is something new.
   *
   * @throws MadeAgainException when a topic is another one
   * @throws KafkaException when the broker does not say
   */
  void check() {
    if (!doubtful) {
      return;
    }
    doubtful = false;
    try {
      Set<String> madeAgain = madeAgain();
      if (!madeAgain.isEmpty()) {
        throw new MadeAgainException(madeAgain);
      }
    } catch (ExecutionException e) {
      doubtful = true;
      // One that is gone is seen by Kafka Streams itself.
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw e.getCause() instanceof KafkaException known
            ? known
            : new KafkaException("the topics cannot be looked at", e.getCause());
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private Set<String> madeAgain() throws ExecutionException, InterruptedException {
    Map<String, Uuid> before = known;
    var others = new TreeSet<String>();
    for (TopicDescription now :
        admin
            .describeTopics(before.keySet(), new DescribeTopicsOptions().timeoutMs(PATIENCE_MILLIS))
            .allTopicNames()
            .get()
            .values()) {
      if (!now.topicId().equals(before.get(now.name()))) {
        others.add(now.name());
      }
    }
    return others;
  }

  /** Its topics are not those with which the service started. */
  static final class MadeAgainException extends KafkaException {
    MadeAgainException(Set<String> topics) {
      super("made again under the service: " + topics);
    }
  }

  private final class Listener extends ByteArrayDeserializer implements ClusterResourceListener {
    @Override
    public void onUpdate(ClusterResource cluster) {
      doubtful = true;
    }
  }
}
