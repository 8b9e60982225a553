package dev.mayfly.cli.connection;

import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.envelope.Inbox.Deployment;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What is deployed: {@code <installation>.jobs}, the last record of each job. */
public final class DeployedJobs {
  private static final Map<String, String> SOON =
      Map.of("default.api.timeout.ms", "8000", "request.timeout.ms", "8000");
  private static final String SOURCE = "/mayfly/cli";

  private final String bootstrapServers;
  private final Topics topics;

  public DeployedJobs(String bootstrapServers, Topics topics) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
  }

  /** By name; without what nobody can read. */
  public SortedMap<String, JobDeployed> all() throws IOException {
    var jobs = new TreeMap<String, JobDeployed>();
    try {
      TopicReader.readAll(
          new KafkaConnection(bootstrapServers, SOON),
          List.of(topics.jobs()),
          record -> keep(record, jobs));
    } catch (UnknownTopicOrPartitionException e) {
      throw Unreachable.topic(topics.jobs(), e);
    } catch (KafkaException e) {
      throw Unreachable.broker(bootstrapServers, e);
    }
    return jobs;
  }

  private static void keep(Input.Received record, Map<String, JobDeployed> jobs) {
    String job = record.key();
    if (job == null) {
      return;
    }
    byte[] value = record.value();
    if (value == null) {
      jobs.remove(job);
    } else if (dev.mayfly.contracts.envelope.Inbox.deployment(record.headers(), value)
        instanceof Deployment.Job deployed) {
      jobs.put(job, deployed.event());
    }
  }

  public void deploy(String job, JobDeployed deployed, Instant now) throws IOException {
    var event = CloudEvent.of(UUID.randomUUID().toString(), SOURCE, now, job, null, deployed);
    try (EventProducer producer = producer()) {
      acknowledged(producer.send(topics.jobs(), job, event));
    }
  }

  public void undeploy(String job) throws IOException {
    try (EventProducer producer = producer()) {
      acknowledged(producer.sendTombstone(topics.jobs(), job));
    }
  }

  private EventProducer producer() {
    return new EventProducer(new KafkaConnection(bootstrapServers, Inbox.SOON_OR_NEVER));
  }

  private void acknowledged(Future<?> sent) throws IOException {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw Unreachable.broker(bootstrapServers, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted before Kafka had the job");
    }
  }
}
