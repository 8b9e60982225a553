package dev.mayfly.cli.plan;

import dev.mayfly.contracts.job.JobSpec.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** In which order the steps of a job would start, if each took as long as any other. */
public final class Waves {
  private Waves() {}

  /**
   * @param wave from 0: the longest chain of steps that come before it
   */
  public record Place(Step step, int wave) {}

  /** Those that start earlier first, else as their author wrote them. */
  public static List<Place> of(List<Step> steps) {
    var byName = new HashMap<String, Step>();
    steps.forEach(s -> byName.put(s.name(), s));
    var waves = new HashMap<String, Integer>();
    var places = new ArrayList<Place>();
    steps.forEach(s -> places.add(new Place(s, wave(s, byName, waves))));
    places.sort(Comparator.comparingInt(Place::wave));
    return places;
  }

  private static int wave(Step step, Map<String, Step> byName, Map<String, Integer> known) {
    Integer found = known.get(step.name());
    if (found != null) {
      return found;
    }
    int wave = 0;
    for (String before : step.after()) {
      Step earlier = byName.get(before);
      if (earlier != null) {
        wave = Math.max(wave, 1 + wave(earlier, byName, known));
      }
    }
    known.put(step.name(), wave);
    return wave;
  }
}
