package dev.mayfly.simulator;

import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.job.JobSpec;
import java.util.HashMap;
import java.util.Map;

/** Promise 16: all attempts of a run have the spec that it was accepted with. */
final class SpecWatch {
  private final Map<String, JobSpec> accepted = new HashMap<>();

  void on(JobAccepted e) {
    accepted.put(e.runId(), e.spec());
  }

  void on(AttemptStarted e) {
    check(e.runId(), "attempt " + e.attempt(), e.spec());
  }

  void on(Assignment e) {
    check(e.runId(), "the assignment of attempt " + e.attempt(), e.spec());
  }

  /** Nothing is held against a run whose acceptance could not be read. */
  private void check(String runId, String what, JobSpec spec) {
    JobSpec its = accepted.getOrDefault(runId, spec);
    if (!spec.equals(its)) {
      throw new PromiseBroken(16, what + " of " + runId + " has another spec than the run", runId);
    }
  }
}
