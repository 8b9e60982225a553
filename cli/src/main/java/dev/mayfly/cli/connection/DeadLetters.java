package dev.mayfly.cli.connection;

import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the services could not handle and kept: {@code <installation>.<service>.dlt}. */
public final class DeadLetters {
  private static final Map<String, String> SOON =
      Map.of("default.api.timeout.ms", "8000", "request.timeout.ms", "8000");

  private final String bootstrapServers;
  private final Topics topics;

  public DeadLetters(String bootstrapServers, Topics topics) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
  }

  /** Hands over every letter of those services, the oldest of each first. */
  public void read(Collection<String> services, Consumer<Letter> onLetter) throws IOException {
    Map<String, String> serviceOf =
        services.stream().collect(Collectors.toMap(topics::deadLetters, s -> s));
    try {
      TopicReader.readAll(
          new KafkaConnection(bootstrapServers, SOON),
          serviceOf.keySet(),
          record -> onLetter.accept(letter(serviceOf, record)));
    } catch (UnknownTopicOrPartitionException e) {
      throw new IOException(
          "The topics of dead letters do not exist; create them with `mayfly topics create`, or name another installation with --installation.",
          e);
    } catch (KafkaException e) {
      throw Unreachable.broker(bootstrapServers, e);
    }
  }

  /** Whether the letter came from a topic of this installation, to which it can go back. */
  public boolean canGoBack(Letter letter) {
    return topics.all().stream().anyMatch(t -> t.name().equals(letter.topic()));
  }

  public boolean isRequest(Letter letter) {
    return letter.topic().equals(topics.requests());
  }

  /**
   * Puts it where it came from, with its key and its own headers.
   *
   * @param value in place of the letter's
   * @return where it lies now, as {@code partition/offset}
   */
  public String putBack(Letter letter, byte[] value) throws IOException {
    if (isRequest(letter) && value.length > Inbox.MOST_BYTES) {
      throw new IOException(
          "The request has %d bytes, and at most %d are taken; shorten it."
              .formatted(value.length, Inbox.MOST_BYTES));
    }
    var connection = new KafkaConnection(bootstrapServers, Inbox.SOON_OR_NEVER);
    try (var producer = new EventProducer(connection)) {
      RecordMetadata at =
          producer.send(letter.topic(), letter.key(), letter.ownHeaders(), value).get();
      return at.partition() + "/" + at.offset();
    } catch (ExecutionException e) {
      throw Unreachable.broker(bootstrapServers, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted before Kafka had the record");
    }
  }

  private static Letter letter(Map<String, String> serviceOf, Input.Received record) {
    return new Letter(
        serviceOf.getOrDefault(record.topic(), ""),
        record.offset(),
        record.key(),
        new TreeMap<>(record.headers()),
        record.value());
  }

  /** The services that have them. */
  public static List<String> services() {
    return Topics.SEQUENCERS;
  }
}
