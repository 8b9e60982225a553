package dev.mayfly.submit;

import dev.mayfly.contracts.job.JobSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The order in which the steps of a job run: as written, each after those it names. One at a time.
 */
final class Steps {
  private Steps() {}

  static List<JobSpec.Step> inOrder(JobSpec spec) {
    var ordered = new ArrayList<JobSpec.Step>();
    var done = new HashSet<String>();
    var waiting = new ArrayList<>(spec.steps());
    while (!waiting.isEmpty()) {
      JobSpec.Step next =
          waiting.stream()
              .filter(s -> done.containsAll(s.after()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("the steps' order has a cycle"));
      waiting.remove(next);
      ordered.add(next);
      done.add(next.name());
    }
    return ordered;
  }
}
