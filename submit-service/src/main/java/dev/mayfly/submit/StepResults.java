package dev.mayfly.submit;

import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpec.Step;
import dev.mayfly.contracts.job.StepOrder;
import dev.mayfly.contracts.job.StepReferences;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What has come of an attempt's steps, in the order in which they ended, and what it allows. */
final class StepResults {
  private final JobSpec spec;
  private final StepOrder order;
  private final Map<String, StepResult> ended = new LinkedHashMap<>();
  private @Nullable StepResult failed;
  private @Nullable Instant failedAt;

  /**
   * @param kept have succeeded before, and so are never run
   */
  StepResults(JobSpec spec, List<KeptStep> kept) {
    this.spec = spec;
    this.order = StepOrder.of(spec.steps());
    kept.forEach(step -> ended.put(step.step(), StepResult.of(step)));
  }

  /** What failed by its own doing is to be added before what was ended because of it. */
  void add(StepResult result, Instant now) {
    ended.put(result.step(), result);
    if (failed == null && !result.outcome().isSuccess()) {
      failed = result;
      failedAt = now;
    }
  }

  boolean has(String step) {
    return ended.containsKey(step);
  }

  boolean areComplete() {
    return ended.size() == spec.steps().size();
  }

  List<StepResult> inOrder() {
    return List.copyOf(ended.values());
  }

  /** The one by which the job ends as it does: the first that failed, else the last. */
  StepResult deciding() {
    return failed != null ? failed : inOrder().get(ended.size() - 1);
  }

  /** The failure after which nothing starts any more and what runs is ended. */
  @Nullable StepResult fatal() {
    return spec.failsFast() ? failed : null;
  }

  Instant failedAt() {
    return Objects.requireNonNull(failedAt, "asked for only when a step has failed");
  }

  /** The failure because of which a step is left out; null while there is none. */
  @Nullable StepResult inTheWayOf(Step step) {
    return failed == null
        ? null
        : ended.values().stream()
            .filter(r -> !r.outcome().isSuccess() && order.before(step.name()).contains(r.step()))
            .findFirst()
            .orElse(null);
  }

  /** All that it comes after has succeeded. */
  boolean allow(Step step) {
    return step.after().stream()
        .map(ended::get)
        .allMatch(r -> r != null && r.outcome().isSuccess());
  }

  /** The step with what those before it have reported. */
  StepReferences.Filled filled(Step step) {
    var reported = new HashMap<String, JsonNode>();
    for (StepResult result : ended.values()) {
      if (result.reported() != null) {
        reported.put(result.step(), result.reported());
      }
    }
    return StepReferences.fill(step, reported);
  }

  /** Since when none of what has ended holds executors. */
  Instant lastEnd() {
    return ended.values().stream()
        .map(StepResult::endedAt)
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .orElse(Instant.MIN);
  }
}
