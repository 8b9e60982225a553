package dev.mayfly.testkit.log;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A transactional producer: one transaction after the other, until it is fenced. */
public final class FakeProducer {
  private final FakeLog log;
  private final String transactionalId;
  private @Nullable FakeTransaction open;
  private boolean fenced;

  FakeProducer(FakeLog log, String transactionalId) {
    this.log = log;
    this.transactionalId = transactionalId;
  }

  /**
   * @throws FencedException as every method
   */
  public void begin() {
    check();
    if (open != null) {
      throw new IllegalStateException("a transaction is open");
    }
    open = new FakeTransaction(log.clock().instant());
  }

  /** Returns the offset, at which readers see the record once it is committed. */
  public long send(
      String topic, @Nullable String key, Map<String, String> headers, byte @Nullable [] value) {
    FakeTransaction transaction = current();
    Place place = log.place(topic, key);
    transaction.touches(place);
    return log.append(place, key, headers, value, transaction);
  }

  /** A group's position, committed with the transaction. */
  public void sendPosition(String group, Place place, long next) {
    current().position(group, place, next);
  }

  public void commit() {
    end(current(), true);
  }

  public void abort() {
    end(current(), false);
  }

  void fence() {
    fenced = true;
    if (open != null) {
      end(open, false);
    }
  }

  void expire(Instant oldest) {
    if (open != null && open.begun().isBefore(oldest)) {
      fence();
    }
  }

  private void end(FakeTransaction transaction, boolean commit) {
    transaction.end(commit);
    transaction.places().forEach(p -> log.appendMarker(p, transaction));
    if (commit) {
      transaction
          .positions()
          .forEach((group, places) -> places.forEach((p, next) -> log.commit(group, p, next)));
    }
    open = null;
  }

  private FakeTransaction current() {
    check();
    if (open == null) {
      throw new IllegalStateException("no transaction is open");
    }
    return open;
  }

  private void check() {
    if (fenced) {
      throw new FencedException(transactionalId);
    }
  }
}
