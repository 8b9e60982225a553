package dev.mayfly.engine.streams;

import dev.mayfly.engine.DueTimer;
import dev.mayfly.engine.Effects;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Interpreter;
import dev.mayfly.engine.kafka.HeaderText;
import dev.mayfly.engine.kafka.ReceivedRecords;
import java.util.Map;
import java.util.Objects;
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
  private final Interpreter interpreter;
  private final InputEnds ends;
  private final SequencerClients clients;
  private final Supplier<Map<String, Uuid>> topicIds;
  private final TimerWatch watch;
  private boolean uncommitted;
  private @Nullable Work work;

  DecisionProcessor(
      Interpreter interpreter,
      InputEnds ends,
      SequencerClients clients,
      Supplier<Map<String, Uuid>> topicIds,
      TimerWatch watch) {
    this.interpreter = interpreter;
    this.ends = ends;
    this.clients = clients;
    this.topicIds = topicIds;
    this.watch = watch;
  }

  private record Work(
      ProcessorContext<String, Effects.Outgoing> context,
      KeyValueState state,
      InputConsumer inputs,
      Alarm alarm,
      DueTimers timers) {}

  @Override
  public void init(ProcessorContext<String, Effects.Outgoing> context) {
    KeyValueStore<String, byte[]> store = context.getStateStore(SequencerTopology.STORE);
    InputConsumer inputs = clients.inputs();
    inputs.positions().restored();
    var alarm = new Alarm(context, this::onAlarm, inputs::wakeBy);
    var state = new KeyValueState(store, interpreter.timers());
    var timers =
        new DueTimers(
            () -> interpreter.due(state),
            timer -> ends.handledFor(timer, inputs::handledUpTo),
            this::fire);
    var now = new Work(context, state, inputs, alarm, timers);
    work = now;
    setAlarm(now);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Work now = Objects.requireNonNull(work);
    RecordMetadata at = now.context.recordMetadata().orElseThrow();
    perform(now, interpreter.apply(input(at, record), now.state));
    now.inputs.positions().handled(new TopicPartition(at.topic(), at.partition()), at.offset());
    now.timers.recordHandled();
    boolean last = now.inputs.positions().allHandled();
    now.timers.fire(!last);
    setAlarm(now);
    commit(now, last);
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
    boolean last = now.inputs.positions().allHandled();
    now.timers.fire(!last);
    if (interpreter.due(now.state).isEmpty()) {
      now.alarm.done();
      setAlarm(now);
    } else {
      now.alarm.setAgain();
    }
    commit(now, last);
  }

  /**
   * @param last whether all that was fetched has been handled
   */
  private void commit(Work now, boolean last) {
    if (!uncommitted) {
      return;
    }
    CommitPace pace = clients.pace();
    if (pace.isDue(last)) {
      uncommitted = false;
      now.context.commit();
    } else if (last) {
      now.alarm.setBy(pace.next());
    }
  }

  private void fire(DueTimer timer) {
    Work now = Objects.requireNonNull(work);
    Interpreter.Fired fired = interpreter.fire(timer, now.state);
    perform(now, fired.effects());
    now.alarm.done();
    watch.fired(timer.timer(), fired.late());
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

  private void perform(Work now, Effects effects) {
    uncommitted = true;
    now.state.put(effects.changes());
    long time = now.context.currentSystemTimeMs();
    for (Effects.Outgoing out : effects.records()) {
      now.context.forward(new Record<>(out.key(), out, time, HeaderText.write(out.headers())));
    }
  }
}
