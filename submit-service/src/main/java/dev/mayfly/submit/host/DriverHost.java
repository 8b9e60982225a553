package dev.mayfly.submit.host;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import java.util.List;

/**
 * Where drivers live. What a host answers comes from where the drivers are, never from memory: a
 * submitter that was restarted asks the same questions and gets the same answers.
 */
public interface DriverHost {

  /**
   * Starts the driver unless it was ever started; returns when that is durable, not when it runs.
   * What keeps it from starting (a missing file, an unknown secret) is told by {@link #find} as an
   * end.
   *
   * @param step as it is to be run: what earlier steps reported is filled in
   * @param sinceBoot from when the driver's lease counts: when the last report was sent that the
   *     broker has acknowledged
   */
  void start(DriverRef ref, Assignment assignment, JobSpec.Step step, Duration sinceBoot);

  /**
   * Sees to it that a driver which was never started never will be: {@link #find} tells it as an
   * end, and its result is failed. Does nothing to one that was started. Returns when that is
   * durable.
   */
  void refuse(DriverRef ref, FailureClass failureClass, String cause);

  DriverState find(DriverRef ref);

  /**
   * Asks the driver to end; does not wait.
   *
   * @param force kill it
   */
  void stop(DriverRef ref, boolean force);

  /** Deletes what an ended driver was given, secrets among it, when nobody asks for its result. */
  void forget(DriverRef ref);

  /** Every driver that lives here, wanted or not. */
  List<DriverRef> list();

  /**
   * Lets the driver live on.
   *
   * @param sinceBoot when the heartbeat was sent that the broker has acknowledged
   */
  void renew(DriverRef ref, Duration sinceBoot);

  /** How far a live driver has come. */
  DriverProgress progress(DriverRef ref);

  /**
   * What came of a driver that has ended: its summary, logs shipped. Time-boxed; may be asked
   * again.
   */
  StepResult result(DriverRef ref, Assignment assignment, JobSpec.Step step);
}
