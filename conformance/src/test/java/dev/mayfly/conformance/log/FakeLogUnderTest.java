package dev.mayfly.conformance.log;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.testkit.log.FakeLog;
import dev.mayfly.testkit.log.FakeProducer;
import dev.mayfly.testkit.log.FakeSequencer;
import dev.mayfly.testkit.log.LostOffsetsException;
import dev.mayfly.testkit.log.Place;
import dev.mayfly.testkit.log.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** The fake, driven until nothing is left to do. */
final class FakeLogUnderTest implements LogUnderTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final Topics topics = new Topics("fake");
  private final FakeLog log = FakeLog.installed(topics, clock);
  private final List<FakeInstance> instances = new ArrayList<>();

  @Override
  public Topics topics() {
    return topics;
  }

  @Override
  public void send(String topic, String key, Map<String, String> headers, byte[] value) {
    log.append(topic, key, headers, value);
  }

  @Override
  public Writer writer(String transactionalId) {
    FakeProducer producer = log.producer(transactionalId);
    return new Writer() {
      @Override
      public void begin() {
        producer.begin();
      }

      @Override
      public void send(String topic, String key, byte[] value) {
        producer.send(topic, key, Map.of(), value);
      }

      @Override
      public void flush() {
        // It is there at once.
      }

      @Override
      public void position(String group, String topic, long next) {
        producer.sendPosition(group, new Place(topic, 0), next);
      }

      @Override
      public void commit() {
        producer.commit();
      }

      @Override
      public void abort() {
        producer.abort();
      }
    };
  }

  @Override
  public List<Input.Received> read(String topic) {
    return log.read(topic);
  }

  @Override
  public OptionalLong position(String group, String topic) {
    return log.position(group, new Place(topic, 0));
  }

  @Override
  public void trim(String topic, long before) {
    log.trim(new Place(topic, 0), before);
  }

  @Override
  public Instance start(Decision decision) {
    var instance = new FakeInstance();
    try {
      Reads reads = Reads.of(topics, "scheduler");
      instance.sequencer = new FakeSequencer(log, topics, reads, decision, clock);
    } catch (LostOffsetsException e) {
      instance.gaveUp = true;
    }
    instances.add(instance);
    return instance;
  }

  @Override
  public void await(String what, BooleanSupplier condition) {
    boolean busy = true;
    while (busy) {
      busy = false;
      for (FakeInstance instance : instances) {
        busy |= instance.step();
      }
    }
    if (!condition.getAsBoolean()) {
      throw new AssertionError("nothing is left to do, and this did not come: " + what);
    }
  }

  @Override
  public void passTime(Duration time) {
    clock.advance(time);
  }

  @Override
  public void close() {
    instances.clear();
  }

  private static final class FakeInstance implements Instance {
    FakeSequencer sequencer;
    boolean gaveUp;

    boolean step() {
      if (sequencer == null || gaveUp) {
        return false;
      }
      try {
        return sequencer.step() != FakeSequencer.Step.IDLE;
      } catch (AssertionError e) {
        gaveUp = true;
        return true;
      }
    }

    @Override
    public void stop() {
      sequencer = null;
    }

    @Override
    public boolean gaveUp() {
      return gaveUp;
    }
  }
}
