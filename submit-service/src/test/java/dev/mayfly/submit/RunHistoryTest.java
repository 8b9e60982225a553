package dev.mayfly.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.sample.Samples;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.HeaderText;
import dev.mayfly.submit.storage.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunHistoryTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final TopicPartition RUNS = new TopicPartition(TOPICS.runs(), 0);
  private static final Instant AT = Instant.parse("2026-03-01T23:59:59.999Z");

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final Store store = new Store();
  private final RunHistory history = new RunHistory(consumer, TOPICS, store);
  private final RunCompleted completed = Samples.runCompleted();

  @BeforeEach
  void assign() {
    consumer.assign(List.of(RUNS));
    consumer.updateBeginningOffsets(Map.of(RUNS, 0L));
  }

  @Test
  void whatBecameOfARunIsAnObjectOfItsDayAndNothingElseIs() {
    add(0, Samples.jobAccepted());
    add(1, completed);
    consumer.addRecord(record(2, Map.of(), "no event at all"));

    history.turn();

    assertThat(store.objects)
        .containsExactly(
            Map.entry("history/2026-03-01/" + completed.runId() + ".json", Json.text(completed)));
    assertThat(committed()).hasValue(3L);
  }

  @Test
  void whatCannotBeKeptComesAgainWithAllAfterIt() {
    add(0, completed);
    add(1, Samples.jobAccepted());
    store.down = true;

    history.turn();
    assertThat(committed()).isEmpty();

    store.down = false;
    add(0, completed);
    history.turn();
    assertThat(store.objects).hasSize(1);
    assertThat(committed()).hasValue(1L);
  }

  private Optional<Long> committed() {
    return Optional.ofNullable(consumer.committed(Set.of(RUNS)).get(RUNS)).map(o -> o.offset());
  }

  private void add(long offset, Object payload) {
    CloudEvent event = CloudEvent.of("id-" + offset, "/test", AT, null, null, payload);
    consumer.addRecord(record(offset, BinaryMode.headers(event), event.data()));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      long offset, Map<String, String> headers, String value) {
    return new ConsumerRecord<>(
        RUNS.topic(),
        RUNS.partition(),
        offset,
        AT.toEpochMilli(),
        TimestampType.LOG_APPEND_TIME,
        0,
        value.length(),
        null,
        value.getBytes(StandardCharsets.UTF_8),
        HeaderText.write(headers),
        Optional.empty());
  }

  private static final class Store implements ObjectStore {
    private final Map<String, String> objects = new LinkedHashMap<>();
    private boolean down;

    @Override
    public void putPassing(String key, byte[] content) throws IOException {
      if (down) {
        throw new IOException("no storage");
      }
      objects.put(key, new String(content, StandardCharsets.UTF_8));
    }

    @Override
    public String put(String key, Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void fetch(String uri, Path target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Listing list(String prefix) {
      throw new UnsupportedOperationException();
    }
  }
}
