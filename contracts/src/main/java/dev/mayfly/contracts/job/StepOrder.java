package dev.mayfly.contracts.job;

import dev.mayfly.contracts.job.JobSpec.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The order that {@code after} gives to the steps of a job. */
public final class StepOrder {
  private final Map<String, Set<String>> before;

  private StepOrder(Map<String, Set<String>> before) {
    this.before = before;
  }

  public static StepOrder of(List<Step> steps) {
    var byName = new HashMap<String, Step>();
    steps.forEach(step -> byName.put(step.name(), step));
    var before = new LinkedHashMap<String, Set<String>>();
    for (Step step : steps) {
      var found = new LinkedHashSet<String>();
      collect(step, byName, found);
      before.put(step.name(), found);
    }
    return new StepOrder(before);
  }

  private static void collect(Step step, Map<String, Step> byName, Set<String> found) {
    for (String name : step.after()) {
      Step earlier = byName.get(name);
      if (earlier != null && found.add(name)) {
        collect(earlier, byName, found);
      }
    }
  }

  /** The steps that must have succeeded before it: those in its {@code after}, and before them. */
  public Set<String> before(String step) {
    return before.getOrDefault(step, Set.of());
  }

  /** The most steps that can run at once. */
  public int width() {
    // As many chains cover all steps (Dilworth): each step goes on another's chain where it can.
    var next = new HashMap<String, String>();
    int chains = 0;
    for (String step : before.keySet()) {
      chains += goesOn(step, next, new HashSet<>()) ? 0 : 1;
    }
    return chains;
  }

  /** An augmenting path, as for every matching of two sides. */
  private boolean goesOn(String step, Map<String, String> next, Set<String> seen) {
    for (String earlier : before(step)) {
      if (seen.add(earlier)) {
        String taken = next.get(earlier);
        if (taken == null || goesOn(taken, next, seen)) {
          next.put(earlier, step);
          return true;
        }
      }
    }
    return false;
  }
}
