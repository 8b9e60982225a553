package dev.mayfly.conformance.log;

import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.testkit.log.FencedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the conformance suite asks of a log and of sequencers on it. */
public interface LogUnderTest extends AutoCloseable {

  /** Of an installation of this test's own, made and installed. */
  Topics topics();

  /** Outside of any transaction. */
  void send(
      String topic, @Nullable String key, Map<String, String> headers, byte @Nullable [] value);

  /** Whoever had the id before is fenced. */
  Writer writer(String transactionalId);

  /** What is committed in all partitions. */
  List<Input.Received> read(String topic);

  /** Where a group goes on in partition 0. */
  OptionalLong position(String group, String topic);

  /** Drops what is older than an offset in partition 0, as retention does. */
  void trim(String topic, long before);

  /** Starts an instance of the scheduler's sequencer, with a decision in place of its own. */
  Instance start(Decision decision);

  /** Returns when the condition holds; fails when it does not come to hold. */
  void await(String what, BooleanSupplier condition);

  void passTime(Duration time);

  @Override
  void close();

  /** A transactional producer; its methods throw {@link FencedException} once it is fenced. */
  interface Writer {
    void begin();

    void send(String topic, @Nullable String key, byte @Nullable [] value);

    /** Returns when all that was sent is in the log. */
    void flush();

    /** A group's position in partition 0, as part of the transaction. */
    void position(String group, String topic, long next);

    void commit();

    void abort();
  }

  /** A running sequencer. */
  interface Instance {
    /** Ends it politely; returns when it has ended. */
    void stop();

    /** Whether it has given up by itself. */
    boolean gaveUp();
  }
}
