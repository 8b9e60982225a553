package dev.mayfly.engine.streams;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Interpreter;
import dev.mayfly.engine.kafka.KafkaConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;

/**
 * One decision on Kafka Streams: what has to be given to a {@link KafkaStreams} so that state,
 * records, timers and positions are committed together, exactly once. {@link #prepare} comes before
 * the start.
 */
public final class Sequencer implements AutoCloseable {
  private static final Duration THREAD_PAUSE = Duration.ofSeconds(1);

  private final KafkaConnection connection;
  private final Topics topics;
  private final Reads reads;
  private final Slot slot;
  private final FatalExit exit;
  private final Interpreter interpreter;
  private final Clock clock;
  private final SequencerClients clients;
  private final Admin admin;
  private final TopicIdentity identity;
  private TimerWatch watch = TimerWatch.NOBODY;

  public Sequencer(
      KafkaConnection connection,
      Topics topics,
      Reads reads,
      Decision decision,
      Clock clock,
      Slot slot,
      FatalExit exit) {
    this.connection = connection;
    this.topics = topics;
    this.reads = reads;
    this.slot = slot;
    this.exit = exit;
    this.clock = clock;
    this.interpreter =
        new Interpreter(
            decision,
            "/" + topics.installation() + "/" + reads.service() + "-service",
            topics.deadLetters(reads.service()),
            clock);
    String group = reads.group(topics);
    var check = new ClockCheck(exit);
    this.admin = connection.admin();
    this.identity = new TopicIdentity(admin);
    this.clients =
        new SequencerClients(
            group + "-" + slot.instanceId(),
            t -> !t.startsWith(group + "-"),
            clock,
            check,
            identity);
  }

  /**
   * Refuses to go on when topics are not as the promises need them.
   *
   * @throws IllegalStateException that says what is wrong and which command mends it
   */
  public void prepare() {
    identity.know(StartCheck.topicIds(connection, topics, reads));
  }

  /** Before the start. */
  public void watchTimers(TimerWatch watching) {
    watch = watching;
  }

  public Properties properties() {
    return StreamsSettings.of(connection, reads.group(topics), slot);
  }

  public void addTo(Topology topology) {
    SequencerTopology.addTo(
        topology,
        reads,
        () ->
            new DecisionProcessor(
                interpreter, new InputEnds(this::ends, clock), clients, identity::known, watch));
  }

  public KafkaClientSupplier clients() {
    return clients;
  }

  public StreamsUncaughtExceptionHandler failures() {
    return new ThreadFailures(exit, reads.group(topics), THREAD_PAUSE);
  }

  /** Not started. The caller closes it. */
  public KafkaStreams streams() {
    var topology = new Topology();
    addTo(topology);
    var streams = new KafkaStreams(topology, properties(), clients);
    streams.setUncaughtExceptionHandler(failures());
    return streams;
  }

  /** To be closed after the streams. */
  @Override
  public void close() {
    admin.close();
  }

  private Future<Map<TopicPartition, Long>> ends() {
    Map<TopicPartition, OffsetSpec> latest =
        reads.topics().stream()
            .collect(Collectors.toMap(t -> new TopicPartition(t, 0), t -> OffsetSpec.latest()));
    var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    options.timeoutMs(5_000);
    return admin
        .listOffsets(latest, options)
        .all()
        .thenApply(
            found ->
                found.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Sequencer::offset)));
  }

  private static Long offset(Map.Entry<TopicPartition, ListOffsetsResultInfo> entry) {
    return entry.getValue().offset();
  }
}
