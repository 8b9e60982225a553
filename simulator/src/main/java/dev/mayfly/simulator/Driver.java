package dev.mayfly.simulator;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.submit.host.DriverRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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

  /** Its host was asked to end it while it lived. */
  boolean asked;

  long leaseUntil;
  Outcome outcome = Outcome.SUCCEEDED;
  @Nullable FailureClass failureClass;
  String cause = "";

  /** What it writes to its report; null: nothing. */
  final @Nullable JsonNode reported;

  final List<String> args;

  /** As its host keeps it. */
  @Nullable StepResult result;

  Driver(
      DriverRef ref, List<String> args, String clusterId, Instant at, @Nullable JsonNode reported) {
    this.ref = ref;
    this.runId = ref.runId();
    this.attempt = ref.attempt();
    this.step = ref.step();
    this.args = args;
    this.clusterId = clusterId;
    this.startedAt = at;
    this.reported = reported;
  }

  /** It failed, and nobody had asked it to end. */
  boolean failedByItself() {
    return !alive && !outcome.isSuccess() && !asked;
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
