package dev.mayfly.simulator;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.RequestEvent.RunRepairRequested;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.RunEvent.TeardownConfirmed;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.engine.Input;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Promise 13: a repair keeps what had succeeded in the run that failed, with what it reported, and
 * nothing else; what is kept has no driver in it; the run that failed is over and stays so; what
 * can be repaired is, by one run at a time and until one has succeeded.
 */
final class RepairWatch {
  private static final int PROMISE = 13;

  /** More than is kept for a repair. */
  static final int LONG = 300_000;

  /** What each repair was asked to repair. */
  private final Map<String, String> asked = new HashMap<>();

  private final Map<String, JobAccepted> accepted = new HashMap<>();
  private final Map<String, RunCompleted> over = new HashMap<>();

  /** Completed, and may still have a driver or a cluster. */
  private final Set<String> unconfirmed = new HashSet<>();

  private final Map<String, Map<String, KeptStep>> kept = new HashMap<>();

  /** The last of each step of each run. */
  private final Map<String, Map<String, Driver>> drivers = new HashMap<>();

  /** The last one, by the run that was repaired first. */
  private final Map<String, String> repairs = new HashMap<>();

  void onRequest(Input.Received record) {
    if (Inbox.read(record.headers(), record.value()) instanceof Inbox.Read.Request read
        && read.event() instanceof RunRepairRequested repair) {
      asked.putIfAbsent(String.valueOf(repair.runId()), repair.repairs());
    }
  }

  /** Without the size of a standing cluster, which is what its profile says by now. */
  private static JsonNode asWritten(JobSpec spec) {
    ObjectNode written = (ObjectNode) Json.tree(spec);
    String existing = spec.cluster().existing();
    return existing == null ? written : written.put("cluster", existing);
  }

  void on(JobAccepted e) {
    accepted.put(e.runId(), e);
    String failed = e.repairs();
    if (failed == null) {
      return;
    }
    String inTheWay = inTheWay(failed);
    if (inTheWay != null) {
      throw broken(e.runId(), "repairs " + failed + ", " + inTheWay);
    }
    if (!failed.equals(asked.get(e.runId()))) {
      throw broken(e.runId(), "was not asked to repair " + failed);
    }
    JobSpec repaired = Objects.requireNonNull(accepted.get(failed)).spec();
    if (!asWritten(e.spec()).equals(asWritten(repaired))) {
      throw broken(e.runId(), "has another spec than " + failed);
    }
    repairs.put(root(failed), e.runId());
  }

  void on(JobRejected e) {
    String failed = asked.get(e.runId());
    boolean forThat = e.faults().stream().map(Fault::path).anyMatch("repairs"::equals);
    if (failed != null && forThat && inTheWay(failed) == null) {
      throw broken(e.runId(), "is refused, and " + failed + " could be repaired");
    }
  }

  /** Why the run is not to be repaired; null when it is. */
  private @Nullable String inTheWay(String run) {
    RunCompleted end = over.get(run);
    if (end == null || end.outcome().isSuccess()) {
      return "which has not failed";
    }
    if (unconfirmed.contains(run)) {
      return "which may still have a driver";
    }
    String last = repairs.get(root(run));
    RunCompleted lastEnd = last == null ? end : over.get(last);
    if (lastEnd == null || unconfirmed.contains(lastEnd.runId())) {
      return "which " + last + " repairs";
    }
    return lastEnd.outcome().isSuccess() ? "which " + last + " has repaired" : null;
  }

  private String root(String run) {
    JobAccepted e = accepted.get(run);
    return e == null || e.repairs() == null ? run : root(e.repairs());
  }

  void on(AttemptStarted e) {
    if (over.containsKey(e.runId())) {
      throw new PromiseBroken(
          1, e.runId() + " has another attempt after it was completed", e.runId());
    }
    var now = new LinkedHashMap<String, KeptStep>();
    e.kept().forEach(step -> now.put(step.step(), step));
    Map<String, KeptStep> before = kept.putIfAbsent(e.runId(), now);
    if (before != null && !before.equals(now)) {
      throw broken(e.runId(), "keeps " + now.keySet() + " and kept " + before.keySet());
    }
    now.values().forEach(step -> checkThatItSucceeded(e.runId(), step));
    String failed = Objects.requireNonNull(accepted.get(e.runId())).repairs();
    if (failed == null && !now.isEmpty()) {
      throw broken(e.runId(), "is no repair, and keeps " + now.keySet());
    }
    if (failed != null) {
      checkThatAllIsKept(e.runId(), failed, now.keySet());
    }
  }

  private void checkThatItSucceeded(String runId, KeptStep step) {
    Driver driver = drivers.getOrDefault(step.ranIn(), Map.of()).get(step.step());
    if (driver == null || driver.alive || !driver.outcome.isSuccess()) {
      throw broken(runId, "keeps " + step.step() + ", which has not succeeded in " + step.ranIn());
    }
    if (!Objects.equals(driver.reported, step.reported())) {
      throw broken(runId, "keeps " + step.step() + " with what it has not reported");
    }
    if (!root(runId).equals(root(step.ranIn()))) {
      throw broken(
          runId, "keeps " + step.step() + " of " + step.ranIn() + ", which is not its own");
    }
  }

  /** What was told of the run that failed is known to whoever has it repaired. */
  private void checkThatAllIsKept(String runId, String failed, Set<String> steps) {
    RunCompleted end = Objects.requireNonNull(over.get(failed));
    List<StepResult> told = end.summary() == null ? List.of() : end.summary().steps();
    for (StepResult step : told) {
      boolean fits = step.reported() == null || step.reported().toString().length() < LONG;
      if (step.outcome().isSuccess() && fits && !steps.contains(step.step())) {
        throw broken(runId, "runs " + step.step() + " again, which had succeeded in " + failed);
      }
    }
    for (String step : kept.getOrDefault(failed, Map.of()).keySet()) {
      if (!steps.contains(step)) {
        throw broken(runId, "runs " + step + " again, which " + failed + " had kept");
      }
    }
  }

  void on(RunCompleted e) {
    over.put(e.runId(), e);
    if (e.teardown() == Teardown.UNCONFIRMED) {
      unconfirmed.add(e.runId());
    }
    List<StepResult> told = e.summary() == null ? List.of() : e.summary().steps();
    Map<String, KeptStep> own = kept.getOrDefault(e.runId(), Map.of());
    for (StepResult step : told) {
      KeptStep keeps = own.get(step.step());
      if (!Objects.equals(step.keptFrom(), keeps == null ? null : keeps.ranIn())) {
        throw broken(e.runId(), "tells that " + step.step() + " was kept from " + step.keptFrom());
      }
    }
  }

  void on(TeardownConfirmed e) {
    unconfirmed.remove(e.runId());
  }

  void started(Driver driver) {
    if (kept(driver.runId).containsKey(driver.step)) {
      throw broken(driver.runId, "keeps " + driver.step + ", and has a driver for it");
    }
    drivers.computeIfAbsent(driver.runId, r -> new HashMap<>()).put(driver.step, driver);
  }

  /** The steps that the run is not to run, by name. */
  Map<String, KeptStep> kept(String runId) {
    return kept.getOrDefault(runId, Map.of());
  }

  private static PromiseBroken broken(String runId, String what) {
    return new PromiseBroken(PROMISE, runId + " " + what, runId);
  }
}
