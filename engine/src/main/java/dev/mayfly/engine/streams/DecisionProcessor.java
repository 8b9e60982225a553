package dev.mayfly.engine.streams;

import dev.mayfly.engine.Effects;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Interpreter;
import dev.mayfly.engine.kafka.HeaderText;
import dev.mayfly.engine.kafka.ReceivedRecords;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Hands each record and each due timer to the interpreter, and what it decided to Kafka Streams,
 * which commits all of it with the input's position.
 */
final class DecisionProcessor implements Processor<byte[], byte[], String, Effects.Outgoing> {
  /** So many timers fire before records have their turn again. */
  private static final int MOST_AT_ONCE = 500;

  private final Interpreter interpreter;
  private final InputEnds ends;
  private final SequencerClients clients;
  private final Supplier<Map<String, Uuid>> topicIds;
  private @Nullable Work work;

  DecisionProcessor(
      Interpreter interpreter,
      InputEnds ends,
      SequencerClients clients,
      Supplier<Map<String, Uuid>> topicIds) {
    this.interpreter = interpreter;
    this.ends = ends;
    this.clients = clients;
    this.topicIds = topicIds;
  }

  private record Work(
      ProcessorContext<String, Effects.Outgoing> context,
      KeyValueState state,
      InputConsumer inputs,
      Alarm alarm) {}

  @Override
  public void init(ProcessorContext<String, Effects.Outgoing> context) {
    KeyValueStore<String, byte[]> store = context.getStateStore(SequencerTopology.STORE);
    InputConsumer inputs = clients.inputs();
    inputs.positions().restored();
    var alarm = new Alarm(context, this::onAlarm, inputs::wakeBy);
    var now = new Work(context, new KeyValueState(store), inputs, alarm);
    work = now;
    setAlarm(now);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Work now = Objects.requireNonNull(work);
    RecordMetadata at = now.context.recordMetadata().orElseThrow();
    perform(now, interpreter.apply(input(at, record), now.state));
    now.inputs.positions().handled(new TopicPartition(at.topic(), at.partition()), at.offset());
    setAlarm(now);
    // With more to come, the interval of commits makes one of many.
    if (now.inputs.positions().allHandled()) {
      now.context.commit();
    }
  }

  private Input.Received input(RecordMetadata at, Record<byte[], byte[]> record) {
    Uuid topicId = topicIds.get().getOrDefault(at.topic(), Uuid.ZERO_UUID);
    return ReceivedRecords.of(
        topicId,
        at.topic(),
        at.partition(),
        at.offset(),
        record.timestamp(),
        record.key(),
        record.headers(),
        record.value());
  }

  private void onAlarm() {
    Work now = Objects.requireNonNull(work);
    for (int fired = 0; fired < MOST_AT_ONCE; fired++) {
      Optional<Instant> due = interpreter.due(now.state);
      if (due.isEmpty()) {
        break;
      }
      if (!ends.handledSince(due.get(), now.inputs)) {
        now.alarm.setAgain();
        return;
      }
      interpreter.fire(now.state).ifPresent(effects -> perform(now, effects));
    }
    now.alarm.rang();
    setAlarm(now);
    now.context.commit();
  }

  /**
   * A task that becomes a standby and is active again later keeps its processor: what was fetched
   * for it before would hold up its timers until something new comes.
   */
  @Override
  public void close() {
    if (work != null) {
      work.inputs.positions().clear();
    }
  }

  private void setAlarm(Work now) {
    interpreter.next(now.state).ifPresent(now.alarm::setBy);
  }

  private static void perform(Work now, Effects effects) {
    now.state.put(effects.changes());
    long time = now.context.currentSystemTimeMs();
    for (Effects.Outgoing out : effects.records()) {
      now.context.forward(new Record<>(out.key(), out, time, HeaderText.write(out.headers())));
    }
  }
}
