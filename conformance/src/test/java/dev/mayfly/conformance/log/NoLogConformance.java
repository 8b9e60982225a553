package dev.mayfly.conformance.log;

import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** The suite on a log that does nothing; not run by itself, since it has to fail. */
class NoLogConformance extends LogConformance {
  @Override
  protected LogUnderTest open() {
    return new NoLog();
  }

  private static final class NoLog implements LogUnderTest, LogUnderTest.Writer {
    @Override
    public Topics topics() {
      return new Topics("none");
    }

    @Override
    public void send(String topic, String key, Map<String, String> headers, byte[] value) {}

    @Override
    public Writer writer(String transactionalId) {
      return this;
    }

    @Override
    public List<Input.Received> read(String topic) {
      return List.of();
    }

    @Override
    public OptionalLong position(String group, String topic) {
      return OptionalLong.empty();
    }

    @Override
    public void trim(String topic, long before) {}

    @Override
    public Instance start(Decision decision) {
      return new Instance() {
        @Override
        public void stop() {}

        @Override
        public boolean gaveUp() {
          return false;
        }
      };
    }

    @Override
    public void await(String what, BooleanSupplier condition) {
      if (!condition.getAsBoolean()) {
        throw new AssertionError(what);
      }
    }

    @Override
    public void passTime(Duration time) {}

    @Override
    public void close() {}

    @Override
    public void begin() {}

    @Override
    public void send(String topic, String key, byte[] value) {}

    @Override
    public void flush() {}

    @Override
    public void position(String group, String topic, long next) {}

    @Override
    public void commit() {}

    @Override
    public void abort() {}
  }
}
