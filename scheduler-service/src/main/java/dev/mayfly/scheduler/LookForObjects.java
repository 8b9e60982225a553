package dev.mayfly.scheduler;

import java.time.Instant;
import java.util.List;

/**
 * The intent to look whether objects are there, to be performed by any worker. Only a hint: it is
 * issued again, with what has not been found, until all has been or the run waits no more. It needs
 * no generation, since what is found is true whichever of them was performed.
 *
 * @param notAfter checked immediately before the look: later, another has been issued
 */
public record LookForObjects(String runId, List<String> objects, Instant notAfter) {
  public LookForObjects {
    objects = List.copyOf(objects);
  }
}
