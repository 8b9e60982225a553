package dev.mayfly.testkit.log;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Topics as a Kafka broker keeps them: transactions whose records nobody sees before they are
 * committed, an order that holds readers before an open one, producers that fence their
 * predecessors, and positions of groups. Deterministic; for one thread.
 */
public final class FakeLog {
  /** After which an open transaction is aborted by {@link #expireTransactions}. */
  public static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  private final Clock clock;
  private final Map<String, FakeTopic> topics = new LinkedHashMap<>();
  private final Map<String, FakeProducer> producers = new LinkedHashMap<>();
  private final Map<String, Map<Place, Long>> positions = new HashMap<>();
  private final Set<Place> touched = new LinkedHashSet<>();
  private int topicsMade;

  private record FakeTopic(String id, List<FakePartition> partitions) {}

  /**
   * @param clock the broker's, which stamps every record
   */
  public FakeLog(Clock clock) {
    this.clock = clock;
  }

  /** All topics of the catalogue, with the sequencers installed. */
  public static FakeLog installed(Topics topics, Clock clock) {
    var log = new FakeLog(clock);
    topics.all().forEach(t -> log.createTopic(t.name(), t.partitions()));
    for (Reads reads : Reads.all(topics)) {
      reads.promised().forEach(t -> log.commit(reads.group(topics), new Place(t, 0), 0));
    }
    return log;
  }

  /** Made again after a deletion, it is another topic, with another id. */
  public void createTopic(String name, int partitions) {
    if (topics.containsKey(name)) {
      throw new IllegalStateException("the topic " + name + " exists");
    }
    var made = new ArrayList<FakePartition>();
    String id = "topic" + topicsMade++;
    for (int i = 0; i < partitions; i++) {
      made.add(new FakePartition(new Place(name, i), id));
    }
    topics.put(name, new FakeTopic(id, made));
  }

  public void deleteTopic(String name) {
    topics.remove(name);
    positions.values().forEach(p -> p.keySet().removeIf(place -> place.topic().equals(name)));
  }

  public boolean hasTopic(String name) {
    return topics.containsKey(name);
  }

  public int partitions(String topic) {
    return topic(topic).partitions().size();
  }

  /** Outside of any transaction. Returns the offset. */
  public long append(
      String topic, @Nullable String key, Map<String, String> headers, byte @Nullable [] value) {
    return append(place(topic, key), key, headers, value, null);
  }

  long append(
      Place place,
      @Nullable String key,
      Map<String, String> headers,
      byte @Nullable [] value,
      @Nullable FakeTransaction transaction) {
    touched.add(place);
    return partition(place).append(clock.instant(), key, headers, value, transaction);
  }

  void appendMarker(Place place, FakeTransaction transaction) {
    touched.add(place);
    partition(place).appendMarker(clock.instant(), transaction);
  }

  /** Where something was written since this was last asked: nothing new is elsewhere. */
  public List<Place> takeTouched() {
    if (touched.isEmpty()) {
      return List.of();
    }
    List<Place> taken = List.copyOf(touched);
    touched.clear();
    return taken;
  }

  /** Whoever had the id before is fenced, and its open transaction aborted. */
  public FakeProducer producer(String transactionalId) {
    FakeProducer before = producers.get(transactionalId);
    if (before != null) {
      before.fence();
    }
    var producer = new FakeProducer(this, transactionalId);
    producers.put(transactionalId, producer);
    return producer;
  }

  /** Aborts the transactions that have been open for longer than their time-out. */
  public void expireTransactions() {
    Instant oldest = clock.instant().minus(TRANSACTION_TIMEOUT);
    producers.values().forEach(p -> p.expire(oldest));
  }

  /** The committed records of a partition from an offset on, in order. */
  public List<Input.Received> read(Place place, long from) {
    return partition(place).committed(from);
  }

  /** The first of them. */
  public Optional<Input.Received> first(Place place, long from) {
    return Optional.ofNullable(partition(place).firstCommitted(from));
  }

  /** The committed records of all partitions. */
  public List<Input.Received> read(String topic) {
    var all = new ArrayList<Input.Received>();
    for (int i = 0; i < partitions(topic); i++) {
      all.addAll(read(new Place(topic, i), 0));
    }
    return all;
  }

  /** The end for readers of what is committed: the last stable offset. */
  public long end(Place place) {
    return partition(place).lastStable();
  }

  public long start(Place place) {
    return partition(place).start();
  }

  /** Drops what is older than an offset, as retention does. */
  public void trim(Place place, long before) {
    partition(place).trim(before);
  }

  public void compact(String topic) {
    topic(topic).partitions().forEach(FakePartition::compact);
  }

  /** Where a group goes on; empty when it never said. */
  public OptionalLong position(String group, Place place) {
    Long next = positions.getOrDefault(group, Map.of()).get(place);
    return next == null ? OptionalLong.empty() : OptionalLong.of(next);
  }

  /** Outside of any transaction. */
  public void commit(String group, Place place, long next) {
    positions.computeIfAbsent(group, g -> new HashMap<>()).put(place, next);
  }

  Clock clock() {
    return clock;
  }

  FakePartition partition(Place place) {
    return topic(place.topic()).partitions().get(place.partition());
  }

  Place place(String topic, @Nullable String key) {
    List<FakePartition> partitions = topic(topic).partitions();
    int partition = key == null ? 0 : Math.floorMod(key.hashCode(), partitions.size());
    return partitions.get(partition).place();
  }

  private FakeTopic topic(String name) {
    FakeTopic topic = topics.get(name);
    if (topic == null) {
      throw new IllegalStateException("there is no topic " + name);
    }
    return topic;
  }
}
