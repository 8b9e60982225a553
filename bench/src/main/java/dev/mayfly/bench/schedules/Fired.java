package dev.mayfly.bench.schedules;

import java.time.Instant;

/** What was measured of one scheduler, from when the first is due on. */
final class Fired {
  private final Lateness decided;
  private final Lateness seen;
  private final Lateness burst;
  private volatile Instant counted = Instant.MAX;
  private volatile Instant burstAt = Instant.MAX;

  Fired(Load load) {
    this.decided = new Lateness(load.steady());
    this.seen = new Lateness(load.steady());
    this.burst = new Lateness(load.burst());
  }

  void begin(Load load, Instant begin) {
    counted = begin.plus(Load.WARM_UP);
    burstAt = load.burstAt(begin);
  }

  void add(Instant due, Instant decidedAt, Instant seenAt) {
    if (!due.isBefore(burstAt)) {
      burst.add(due, seenAt);
    } else if (!due.isBefore(counted)) {
      decided.add(due, decidedAt);
      seen.add(due, seenAt);
    }
  }

  Lateness decided() {
    return decided;
  }

  Lateness seen() {
    return seen;
  }

  Lateness burst() {
    return burst;
  }

  Instant burstAt() {
    return burstAt;
  }

  /** When all of the burst has fired, or not in time. */
  Result result() {
    return new Result(seen.millis(50), seen.millis(99), perSecond(burst.count(), burst.last()));
  }

  /** Since the burst was due. */
  double perSecond(int count, Instant last) {
    return count * 1e3 / Math.max(1, last.toEpochMilli() - burstAt.toEpochMilli());
  }
}
