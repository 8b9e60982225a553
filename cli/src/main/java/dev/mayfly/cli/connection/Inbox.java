package dev.mayfly.cli.connection;

import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.event.RequestEvent;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/** Where requests are put. */
public final class Inbox {
  /** The scheduler takes no request that is longer. */
  static final int MOST_BYTES = 1 << 20;

  static final Map<String, String> SOON_OR_NEVER =
      Map.of(
          "max.block.ms", "15000", "delivery.timeout.ms", "15000", "request.timeout.ms", "10000");

  private static final String SOURCE = "/mayfly/cli";

  private final String bootstrapServers;
  private final Topics topics;

  public Inbox(String bootstrapServers, Topics topics) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
  }

  /** Returns when Kafka has it; after 15 seconds without, it fails. */
  public void put(String runId, RequestEvent request, Instant now) throws IOException {
    var event = CloudEvent.of(UUID.randomUUID().toString(), SOURCE, now, runId, null, request);
    int bytes = event.data().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new IOException(
          "The request has %d bytes, and at most %d are taken; shorten the spec."
              .formatted(bytes, MOST_BYTES));
    }
    try (var producer = new EventProducer(new KafkaConnection(bootstrapServers, SOON_OR_NEVER))) {
      producer.send(topics.requests(), runId, event).get();
    } catch (ExecutionException e) {
      throw Unreachable.broker(bootstrapServers, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted before Kafka had the request");
    }
  }
}
