package dev.mayfly.submit;

import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.StepEvent;

/**
 * Where a submitter says what it sees. Submit events may repeat: their ids are derived from what
 * they say.
 */
public interface Reports {

  /**
   * Publishes; when it returns the broker has acknowledged. Called outside of the reconciler's own
   * thread.
   */
  void publish(StepEvent event);

  /**
   * Publishes without waiting.
   *
   * @param acknowledged is run when the broker has the record
   */
  void heartbeat(JobProgressed progress, Runnable acknowledged);
}
