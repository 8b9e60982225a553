package dev.mayfly.scheduler;

import java.util.List;

/**
 * What a worker saw when it performed a {@link LookForObjects}; said only when it saw something.
 *
 * @param objects those that are there
 */
public record ObjectsFound(String runId, List<String> objects) {
  public ObjectsFound {
    objects = List.copyOf(objects);
  }
}
