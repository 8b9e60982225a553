package dev.mayfly.simulator;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.testkit.log.FakeLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all that takes part shares. */
final class World {
  /** The header of a record that was broken on purpose. */
  static final String BROKEN = "broken";

  /** The header of a record that was there before. */
  static final String REPEATED = "repeated";

  static final Times TIMES = times();

  /** With it nobody repairs in the seeds that show planted bugs of before there were repairs. */
  private static final long REPAIRS = 0x56242;

  /** The same of those whose runs wait for objects. */
  private static final long WAITS = 0xE6;

  /**
   * With it nobody keeps clusters in the seeds that show planted bugs of before that was possible.
   */
  private static final long KEEPERS = 0x11A9023;

  final Topics topics = new Topics("mayfly");
  final Chance chance;

  /** Of those who deploy jobs. */
  final Chance jobs;

  /** Of those who repair runs. */
  final Chance repairs;

  /** Of those whose runs wait for objects, and of what looks for these. */
  final Chance waits;

  /** Of those whose jobs are tried again on the same cluster. */
  final Chance keepers;

  final Agenda agenda;
  final Trace trace;
  final FakeLog log;
  final LogTail tail;
  private long said;

  /** Nobody asks or announces any more; only timers are left. */
  boolean over;

  World(Case played) {
    Set<Fault> all = EnumSet.allOf(Fault.class);
    all.removeAll(Fault.OF_REPAIRS);
    all.removeAll(Fault.OF_WAITS);
    all.removeAll(Fault.OF_KEEPERS);
    Set<Fault> others = EnumSet.copyOf(all);
    others.removeAll(Fault.OF_JOBS);
    chance = new Chance(played.seed(), others, played.without());
    jobs = new Chance(~played.seed(), all, played.without());
    repairs = new Chance(played.seed() ^ REPAIRS, Fault.OF_REPAIRS, played.without());
    waits = new Chance(played.seed() ^ WAITS, Fault.OF_WAITS, played.without());
    keepers = new Chance(played.seed() ^ KEEPERS, Fault.OF_KEEPERS, played.without());
    agenda = new Agenda(chance);
    trace = new Trace(agenda);
    log = FakeLog.installed(topics, agenda.clock());
    tail = new LogTail(log, topics);
  }

  /** The defaults, but for what is said most often, and for what would take days. */
  private static Times times() {
    Duration heartbeat = Duration.ofSeconds(20);
    Duration announce = Duration.ofSeconds(60);
    Duration look = Duration.ofSeconds(20);
    return new Times(
        heartbeat,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        Duration.ofHours(3),
        Duration.ofHours(2),
        announce,
        look,
        look,
        null);
  }

  Instant clock() {
    return agenda.clock().instant();
  }

  /**
   * Appends an event as a worker or submitter does, outside of any transaction.
   *
   * @param id null for one of its own
   */
  void append(String topic, String key, String source, @Nullable String id, Object payload) {
    String derived = id != null ? id : "said-" + said++;
    CloudEvent event = CloudEvent.of(derived, source, clock(), key, null, payload);
    byte[] value = event.data().getBytes(StandardCharsets.UTF_8);
    log.append(topic, key, BinaryMode.headers(event), value);
    if (chance.of(Fault.RECORD_IS_BROKEN)) {
      var headers = new HashMap<>(BinaryMode.headers(event));
      headers.put("ce_id", "broken-" + said++);
      headers.put(BROKEN, "yes");
      log.append(topic, key, headers, Arrays.copyOf(value, value.length / 2));
    }
  }

  /** When a reader gets to see a record: another time for every reader and record. */
  long visibleAt(String reader, Input.Received record) {
    long where = reader.hashCode() * 31L + record.topic().hashCode();
    long about = (where * 31 + record.partition()) * 1_000_003 + record.offset();
    double drawn = chance.fraction(about);
    long lag = (long) (1 + 60 * drawn * drawn);
    if (chance.of(Fault.DELIVERY_STALLS, about)) {
      lag += (long) (drawn * 2 * Agenda.MINUTE);
    } else if (chance.of(Fault.DELIVERY_IS_SLOW, about)) {
      lag += (long) (drawn * 15 * Agenda.SECOND);
    }
    return Agenda.millis(record.timestamp()) + lag;
  }

  /** The same, counted: for those that ask once for each record. */
  long arrivesAt(String reader, Input.Received record) {
    long at = visibleAt(reader, record);
    long lag = at - Agenda.millis(record.timestamp());
    if (lag > 15 * Agenda.SECOND) {
      chance.count(Fault.DELIVERY_STALLS);
    } else if (lag > Agenda.SECOND) {
      chance.count(Fault.DELIVERY_IS_SLOW);
    }
    return at;
  }
}
