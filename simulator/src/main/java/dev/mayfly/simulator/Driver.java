package dev.mayfly.simulator;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.submit.host.DriverRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A driver that was started once, whatever it is called since. */
final class Driver {
  final String runId;
  final int attempt;
  final String step;
  final String clusterId;
  final DriverRef ref;
  final Instant startedAt;
  boolean alive = true;
  boolean unschedulable;
  long leaseUntil;
  Outcome outcome = Outcome.SUCCEEDED;
  @Nullable FailureClass failureClass;
  String cause = "";

  Driver(DriverRef ref, String runId, int attempt, String step, String clusterId, Instant at) {
    this.ref = ref;
    this.runId = runId;
    this.attempt = attempt;
    this.step = step;
    this.clusterId = clusterId;
    this.startedAt = at;
  }

  /** What it is, by which it must be the only one. */
  String identity() {
    return runId + "/" + attempt + "/" + step;
  }

  @Override
  public String toString() {
    return "the driver of " + identity();
  }
}
