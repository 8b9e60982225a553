package dev.mayfly.simulator;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.StepFinished;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Promise 10: a step starts only when all that it comes after have succeeded, with what they
 * reported, and not after a failure that ends the job; no more run than the cluster has cores; the
 * job ends as its steps did.
 */
final class StepWatch {
  private static final int PROMISE = 10;
  private static final Pattern REPORTED =
      Pattern.compile("\\{\\{ steps\\.(\\w+)\\.reported\\.rows }}");

  private final RepairWatch repairs;
  private final Map<String, JobSpec> specs = new HashMap<>();
  private final Map<String, Map<String, Driver>> drivers = new HashMap<>();
  private final Map<String, String> failed = new HashMap<>();
  private final Set<String> stopping = new HashSet<>();
  private final List<Driver> justStarted = new ArrayList<>();

  StepWatch(RepairWatch repairs) {
    this.repairs = repairs;
  }

  void on(JobAccepted e) {
    specs.put(e.runId(), e.spec());
  }

  void on(AttemptStopping e) {
    stopping.add(key(e.runId(), e.attempt()));
  }

  void on(StepFinished e) {
    if (!e.result().outcome().isSuccess()) {
      failed.putIfAbsent(key(e.runId(), e.attempt()), e.result().step());
    }
  }

  void started(Driver driver) {
    JobSpec spec = specs.get(driver.runId);
    if (spec == null) {
      throw new PromiseBroken(PROMISE, driver + " was started for no known job", driver.runId);
    }
    repairs.started(driver);
    Map<String, KeptStep> kept = repairs.kept(driver.runId);
    Map<String, Driver> others = drivers(driver.runId, driver.attempt);
    JobSpec.Step step = step(spec, driver.step);
    for (String before : step == null ? List.<String>of() : step.after()) {
      Driver earlier = others.get(before);
      boolean succeeded = earlier != null && !earlier.alive && earlier.outcome.isSuccess();
      if (!succeeded && !kept.containsKey(before)) {
        throw broken(driver, "was started before " + before + " had succeeded");
      }
    }
    if (step != null) {
      checkArgs(driver, step, others, kept);
    }
    others.put(driver.step, driver);
    long live = others.values().stream().filter(d -> d.alive).count();
    if (live > spec.cluster().coresOfRun()) {
      throw broken(driver, "was started although each core of its cluster has a step");
    }
    justStarted.add(driver);
  }

  private static JobSpec.@Nullable Step step(JobSpec spec, String name) {
    return spec.steps().stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  private static void checkArgs(
      Driver driver, JobSpec.Step step, Map<String, Driver> others, Map<String, KeptStep> kept) {
    for (int i = 0; i < step.args().size(); i++) {
      Matcher reference = REPORTED.matcher(step.args().get(i));
      if (reference.find()) {
        String value = value(reference.group(1), others, kept);
        if (value == null || !driver.args.get(i).equals("rows=" + value)) {
          throw broken(driver, "was started with " + driver.args.get(i) + ", not with " + value);
        }
      }
    }
  }

  private static @Nullable String value(
      String step, Map<String, Driver> drivers, Map<String, KeptStep> kept) {
    KeptStep keeps = kept.get(step);
    Driver driver = drivers.get(step);
    return rows(keeps != null ? keeps.reported() : driver == null ? null : driver.reported);
  }

  /** It was refused rather than started. */
  private void checkThatAValueWasMissing(
      JobFinished e, JobSpec.Step step, Map<String, Driver> drivers) {
    Map<String, KeptStep> kept = repairs.kept(e.runId());
    for (String arg : step.args()) {
      Matcher reference = REPORTED.matcher(arg);
      if (reference.find() && value(reference.group(1), drivers, kept) == null) {
        return;
      }
    }
    throw new PromiseBroken(
        PROMISE, step.name() + " of " + e.runId() + " was refused and lacked nothing", e.runId());
  }

  /** Null when there is nothing that may be filled in. */
  private static @Nullable String rows(@Nullable JsonNode reported) {
    String rows = reported == null ? "" : reported.path("rows").asString("");
    return rows.isEmpty() || rows.startsWith("${secret") ? null : rows;
  }

  /** Once all that was said before the last step of the simulation is known. */
  void check() {
    for (Driver driver : justStarted) {
      JobSpec spec = specs.get(driver.runId);
      String failure = failed.get(key(driver.runId, driver.attempt));
      if (failure != null && spec != null && spec.failsFast()) {
        throw broken(driver, "was started after it was said that " + failure + " failed");
      }
    }
    justStarted.clear();
  }

  void on(JobFinished e) {
    JobSpec spec = specs.get(e.runId());
    if (spec == null) {
      return;
    }
    Map<String, Driver> all = drivers(e.runId(), e.attempt());
    for (JobSpec.Step step : spec.steps()) {
      Driver driver = all.get(step.name());
      boolean succeeded =
          repairs.kept(e.runId()).containsKey(step.name())
              || (driver != null && driver.outcome.isSuccess());
      if (e.outcome().isSuccess() && !succeeded) {
        throw new PromiseBroken(
            PROMISE, "job " + e.runId() + " succeeded without " + step.name(), e.runId());
      }
    }
    for (StepResult result : e.summary().steps()) {
      if (result.failureClass() == FailureClass.CONFIGURATION && !all.containsKey(result.step())) {
        checkThatAValueWasMissing(e, Objects.requireNonNull(step(spec, result.step())), all);
      }
    }
    boolean stopped = stopping.contains(key(e.runId(), e.attempt()));
    boolean starved = all.values().stream().anyMatch(d -> d.unschedulable);
    boolean owed = all.values().stream().anyMatch(Driver::failedByItself);
    boolean neighbours = List.of("stopped", "killed").contains(String.valueOf(e.cause()));
    if (owed && !stopped && !starved && (e.outcome() != Outcome.FAILED || neighbours)) {
      throw new PromiseBroken(
          PROMISE,
          "attempt %d of %s ended as %s: %s, not as the step that failed"
              .formatted(e.attempt(), e.runId(), e.outcome(), e.cause()),
          e.runId());
    }
  }

  private Map<String, Driver> drivers(String runId, int attempt) {
    return drivers.computeIfAbsent(key(runId, attempt), k -> new HashMap<>());
  }

  private static String key(String runId, int attempt) {
    return runId + "/" + attempt;
  }

  private static PromiseBroken broken(Driver driver, String what) {
    return new PromiseBroken(PROMISE, driver + " " + what, driver.runId, driver.clusterId);
  }
}
